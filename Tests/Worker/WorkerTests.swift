@testable import Worker
import Testing
