@testable import Cedar
import Testing
