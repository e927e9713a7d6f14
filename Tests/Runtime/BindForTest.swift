// The bare bind call, for tests that need to leave a path behind.
import Glibc

func bindForTest(
    _ descriptor: Int32, _ form: UnsafePointer<sockaddr>, _ length: socklen_t
) -> Int32 {
    unsafe bind(descriptor, form, length)
}
