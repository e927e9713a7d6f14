@testable import Wire
import Testing
