// Taking changed files: wait until they stand still, read, check whole, and let every shard adopt.

import Gateway
import Logging
import Policy
import Runtime
import Wire

/// A snapshot on its way to every shard.
struct AdoptionRound {
    let sequence: UInt64
    let accepted: Instant
    var missing: Set<Int>
}

extension Supervisor {
    /// Files that are still being written are not read: this long after the last event they stand still.
    private static let settleMilliseconds = 250

    /// Every file and folder a change of which is taken without a restart.
    private var sources: [String] {
        [file.policies.value, file.certificate.value, file.privateKey.value]
            + file.workerAuthorities.map(\.bundle.value) + current.namedFiles
    }

    /// Watches the files of the set in force; called again when the set names others.
    func watch() {
        if let watcher { loop.unregister(watcher.descriptor) }
        watcher = nil
        lastFingerprint = lastFingerprint ?? FileFingerprint.of(sources).hex
        do throws(SystemError) {
            let fresh = try FileWatcher(paths: sources)
            try loop.register(fresh.descriptor, token: Self.watchToken)
            watcher = fresh
        } catch {
            logger.error("files are not watched, only SIGHUP takes changes: \(error)")
        }
    }

    /// Something may have changed; the clock starts anew with every event.
    func filesChanged() {
        guard phase == .serving || phase == .starting else { return }
        if let settleTimer { loop.cancel(settleTimer) }
        settleTimer = loop.schedule(
            Self.settleToken, afterMilliseconds: Self.settleMilliseconds)
    }

    /// Says that the SRE's file has changed, which only a restart takes.
    func noticeConfiguration() {
        let findings = Findings()
        let bytes = try? FileReading.bytes(of: file.file.location, atMost: 1 << 20, findings)
        if let bytes, bytes != file.file.bytes {
            logger.warning("\(file.file.location) has changed: restart the gateway to take it")
        }
    }

    /// The files have been quiet: reads them, and again, and starts over if they moved meanwhile.
    func settled() {
        guard phase == .serving || phase == .starting else { return }
        settleTimer = nil
        let paths = sources
        let before = FileFingerprint.of(paths).hex
        guard before != lastFingerprint else {
            if isReloadAsked { logger.notice("nothing has changed") }
            isReloadAsked = false
            return
        }
        let result = Result { () throws(LoadFault) in try loader.load(after: current) }
        guard FileFingerprint.of(paths).hex == before else {
            logger.info("files changed while they were read; reading them again")
            return filesChanged()
        }
        isReloadAsked = false
        lastFingerprint = before
        switch result {
        case .success(let loaded): accept(loaded)
        case .failure(let fault): reject(fault)
        }
    }

    private func accept(_ loaded: LoadedSnapshot) {
        let renewsTrust = loaded.snapshot.trustSequence != current.snapshot.trustSequence
        let namesOthers = loaded.namedFiles != current.namedFiles
        current = loaded
        state.reloadsAccepted += 1
        state.lastReloadAccepted = true
        state.acceptedUnixSeconds = WallClock.unixMilliseconds() / 1_000
        state.policySetID = loaded.snapshot.policies.id
        state.certificateEndsUnixSeconds = loaded.certificateEndsUnixSeconds
        adopting = AdoptionRound(
            sequence: loaded.snapshot.sequence, accepted: .now(), missing: Set(doors.keys))
        tellShards(.adopt(loaded.snapshot))
        for warning in loaded.warnings { logger.warning("\(warning)") }
        logger.notice(
            "policy set \(state.policySetID) accepted\(renewsTrust ? ", trust renewed" : "")")
        if namesOthers {
            // The new names are watched from here on; what changed before is found by this look.
            lastFingerprint = FileFingerprint.of(sources).hex
            watch()
        }
    }

    private func reject(_ fault: LoadFault) {
        state.reloadsRejected += 1
        state.lastReloadAccepted = false
        pushState()
        logger.error(
            "the changed files are not taken; policy set \(state.policySetID) stays in force\n\(fault)"
        )
    }

    /// A shard decides by the new state from now on.
    func adopted(_ shard: Int, _ sequence: UInt64) {
        guard adopting?.sequence == sequence else { return }
        adopting?.missing.remove(shard)
        guard let round = adopting, round.missing.isEmpty else { return }
        adopting = nil
        state.adoptionNanoseconds = Instant.now().nanoseconds - round.accepted.nanoseconds
        pushState()
        let milliseconds = Double(state.adoptionNanoseconds / 10_000) / 100
        logger.notice("in force on all \(file.shards) shards after \(milliseconds) ms")
    }
}
