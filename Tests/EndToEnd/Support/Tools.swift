// Finds the programs that the end-to-end tests run, and says which of them are not there.
import Foundation
import Testing

/// The places of programs and files, found from this source file and from the test bundle.
enum Tools {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let clients = root.appendingPathComponent("Tests/EndToEnd/clients")
    static let keep = root.appendingPathComponent("Tests/EndToEnd/Support/keep").path
    static let pki = root.appendingPathComponent("Deploy/pki").path
    static let models = root.appendingPathComponent("Deploy/models")

    /// The build's products lie where the running test bundle lies.
    static let products: URL = {
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: bundle ?? ".").deletingLastPathComponent()
    }()
    static let gateway = products.appendingPathComponent("portcullis").path
    static let worker = products.appendingPathComponent("portcullis-worker").path

    static let python =
        ProcessInfo.processInfo.environment["PORTCULLIS_PYTHON"]
        ?? root.appendingPathComponent(".venv/bin/python").path

    /// ONNX Runtime's library: named by the environment, else the one in `.venv`.
    static let engineLibrary: String = {
        if let named = ProcessInfo.processInfo.environment["PORTCULLIS_ONNXRUNTIME"] {
            return named
        }
        let libraries = root.appendingPathComponent(".venv/lib").path
        let found = FileManager.default.enumerator(atPath: libraries)
        while let path = found?.nextObject() as? String {
            if path.contains("capi/libonnxruntime.so.") { return "\(libraries)/\(path)" }
        }
        return "libonnxruntime.so"
    }()

    static let curl = "/usr/bin/curl"
    static let nghttp = "/usr/bin/nghttp"
    static let redis = "/usr/bin/redis-server"

    /// The tools that are not on this machine.
    static let missing: [String] = [gateway, worker, python, engineLibrary, curl, nghttp, redis]
        .filter { !FileManager.default.fileExists(atPath: $0) }

    static let whatIsMissing = Comment(
        rawValue: "Deploy/test installs what is missing: \(missing.joined(separator: ", "))")
}
