// The head that every answer of a model begins with.

import Wire

/// Keeps the head that a model's answers begin with.
final class AnswerHead {
    let block: HeaderBlock

    /// Makes the head, which says the digest of the model's file.
    init(digest: String) {
        var head = Replies.answerHead()
        head.append("x-portcullis-model-digest", utf8: digest)
        block = head
    }
}
