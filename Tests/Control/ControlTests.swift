@testable import Control
import Testing
