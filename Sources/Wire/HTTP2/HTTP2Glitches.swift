// Counts of what a peer does that is legal once and an attack a thousand times.

/// Counts useless frames against budgets that real work and time refill.
struct HTTP2Glitches {
    private let settings: HTTP2Session.Settings
    private var emptyFrames = 0
    private var controlFrames = 0
    private var windowUpdates = 0
    private var provokedResets = 0

    init(_ settings: HTTP2Session.Settings) {
        self.settings = settings
    }

    /// Whether a budget is spent: the connection must end.
    var isExceeded: Bool {
        emptyFrames > settings.maximumConsecutiveEmptyFrames
            || controlFrames > settings.maximumControlFrames
            || windowUpdates > settings.maximumWindowUpdates
            || provokedResets > settings.maximumProvokedResets
    }

    /// A DATA or HEADERS frame that carries nothing.
    mutating func noteEmptyFrame() {
        emptyFrames += 1
    }

    /// A frame that carries something.
    mutating func noteUsefulFrame() {
        emptyFrames = 0
    }

    /// A PING, SETTINGS or PRIORITY frame.
    mutating func noteControlFrame() {
        controlFrames += 1
    }

    mutating func noteWindowUpdate() {
        windowUpdates += 1
    }

    /// A stream error that the peer caused and for which we sent RST_STREAM.
    mutating func noteProvokedReset() {
        provokedResets += 1
    }

    /// A DATA frame that we sent: window updates are its due.
    mutating func noteSentData() {
        windowUpdates = max(0, windowUpdates - 4)
    }

    /// A stream that ended well.
    mutating func noteCompletedStream() {
        controlFrames = max(0, controlFrames - 4)
        windowUpdates = max(0, windowUpdates - 4)
        provokedResets = max(0, provokedResets - 1)
    }

    /// Time that passed refills a tenth of each budget per second.
    mutating func notePassed(seconds: Int) {
        let share = max(0, min(seconds, 10))
        controlFrames = max(0, controlFrames - share * settings.maximumControlFrames / 10)
        windowUpdates = max(0, windowUpdates - share * settings.maximumWindowUpdates / 10)
        provokedResets = max(0, provokedResets - share * settings.maximumProvokedResets / 10)
    }
}
