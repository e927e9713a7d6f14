// ONNX Runtime, found, opened and asked through its C API.

import COnnxRuntime
import Glibc

/// Holds the open library and what its sessions share: environment, memory, allocator.
@safe final class OnnxLibrary: Sendable {
    /// API 12 (ONNX Runtime 1.12, 2022) has every entry that is used; the table only grows.
    private static let apiVersion: UInt32 = 12

    let version: String
    private let tableHandle: OnnxHandle
    private let environmentHandle: OnnxHandle
    private let memoryHandle: OnnxHandle
    private let allocatorHandle: OnnxHandle

    var table: OpaquePointer { unsafe tableHandle.pointer }
    var environment: OpaquePointer { unsafe environmentHandle.pointer }
    var memory: OpaquePointer { unsafe memoryHandle.pointer }
    var allocator: OpaquePointer { unsafe allocatorHandle.pointer }

    /// Opens the library at a path, or by a name that the dynamic loader searches.
    init(path: String) throws(EngineFault) {
        var reason = [CChar](repeating: 0, count: 512)
        let opened = unsafe reason.withUnsafeMutableBufferPointer { buffer in
            unsafe ort_open(path, Self.apiVersion, buffer.baseAddress, buffer.count)
        }
        guard let table = unsafe opened else {
            let text = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw .unavailable(String(decoding: text, as: UTF8.self))
        }
        tableHandle = unsafe OnnxHandle(table)
        version = unsafe String(cString: ort_library_version(path))
        var environment: OpaquePointer?
        var memory: OpaquePointer?
        var allocator: OpaquePointer?
        // Severity 3 is "error": the library's own lines go to standard error.
        try unsafe Self.check(table, ort_env_create(table, 3, "portcullis-worker", &environment))
        try unsafe Self.check(table, ort_cpu_memory_info_create(table, &memory))
        try unsafe Self.check(table, ort_default_allocator(table, &allocator))
        guard let environment = unsafe environment, let memory = unsafe memory,
            let allocator = unsafe allocator
        else {
            throw .unavailable("\(path): no environment was made")
        }
        environmentHandle = unsafe OnnxHandle(environment)
        memoryHandle = unsafe OnnxHandle(memory)
        allocatorHandle = unsafe OnnxHandle(allocator)
    }

    deinit {
        unsafe ort_memory_info_release(table, memory)
        unsafe ort_env_release(table, environment)
    }

    /// Opens the library named by the caller, else by the environment, else in the usual places.
    static func open(named path: String?) throws(EngineFault) -> OnnxLibrary {
        if let path = path ?? variable("PORTCULLIS_ONNXRUNTIME") {
            do throws(EngineFault) {
                return try OnnxLibrary(path: path)
            } catch {
                throw .unavailable("\(error)\n\(advice)")
            }
        }
        let places = [
            "libonnxruntime.so.1", "libonnxruntime.so", "/usr/local/lib/libonnxruntime.so.1",
            "/usr/local/lib/libonnxruntime.so", "/usr/lib/onnxruntime/libonnxruntime.so",
        ]
        for place in places {
            if let library = try? OnnxLibrary(path: place) { return library }
        }
        throw .unavailable("ONNX Runtime's library was not found\n\(advice)")
    }

    private static let advice = """
        Get it with `python3 -m venv .venv && .venv/bin/pip install onnxruntime`; the library is \
        .venv/lib/python3*/site-packages/onnxruntime/capi/libonnxruntime.so.*
        Name it with --engine-library PATH or in the environment as PORTCULLIS_ONNXRUNTIME.
        """

    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// Throws what a status says and releases it; null is success.
    @unsafe func check(_ status: OpaquePointer?) throws(EngineFault) {
        try unsafe Self.check(table, status)
    }

    @unsafe private static func check(
        _ table: OpaquePointer, _ status: OpaquePointer?
    ) throws(EngineFault) {
        guard let status = unsafe status else { return }
        defer { unsafe ort_status_release(table, status) }
        let text = unsafe String(cString: ort_status_message(table, status))
        throw .failed(String(text.prefix(500).map { $0.isNewline ? " " : $0 }))
    }
}
