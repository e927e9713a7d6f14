@testable import Policy
import Testing
