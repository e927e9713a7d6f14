@testable import Gateway
import Testing
