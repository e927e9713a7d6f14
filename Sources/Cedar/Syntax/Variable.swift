// The four variables of a request.

/// Names a part of the request.
enum Variable: String, CaseIterable, Sendable {
    case principal
    case action
    case resource
    case context
}
