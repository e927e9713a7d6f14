// Which requests share a run, and when it begins.

import Runtime
import Testing
import Wire

@testable import Worker

struct BatcherTests {
    private let start = Instant(nanoseconds: 1_000_000_000)

    private func limits(rows: Int = 4, delay: Int = 5, queue: Int = 100) -> BatchLimits {
        var limits = BatchLimits()
        limits.maximumRows = rows
        limits.maximumDelayMilliseconds = delay
        limits.queueCapacity = queue
        return limits
    }

    private func layout(_ shape: [Int64], rows: Int) -> RequestLayout {
        let layout = RequestLayout()
        layout.reset(inputCount: 1)
        layout.shapes[0] = shape
        layout.rows = rows
        return layout
    }

    @discardableResult
    private func add(
        _ batcher: Batcher, _ model: ServedModel, _ ticket: UInt64, rows: Int = 1
    ) -> Batch {
        let batch = batcher.batch(
            for: model, layout([Int64(rows), 4], rows: rows), now: start)
        let input = bytes((0..<4 * rows).map { Float(ticket) * 100 + Float($0) })
        batch.call.inputs[0].bytes.append(input.span)
        batcher.add(Token(rawValue: ticket), rows: rows, to: batch)
        return batch
    }

    @Test func `a request runs at once when its model is idle`() throws {
        let batcher = Batcher(limits())
        let batch = add(batcher, served(try affineModel()), 1)
        #expect(batcher.takeReady(now: start) === batch)
        #expect(batch.call.inputs[0].shape == [1, 4])
        #expect(batcher.queueLength == 0)
    }

    @Test func `requests gather while their model is busy`() throws {
        let batcher = Batcher(limits())
        let model = served(try affineModel())
        add(batcher, model, 1)
        let running = try #require(batcher.takeReady(now: start))
        let gathering = add(batcher, model, 2)
        #expect(add(batcher, model, 3) === gathering)
        #expect(batcher.takeReady(now: start) == nil)
        batcher.finished(running)
        #expect(batcher.takeReady(now: start) === gathering)
        #expect(gathering.call.inputs[0].shape == [2, 4])
        #expect(gathering.rows == 2)
    }

    @Test func `a full batch does not wait`() throws {
        let batcher = Batcher(limits(rows: 3))
        let model = served(try affineModel())
        add(batcher, model, 1)
        _ = batcher.takeReady(now: start)
        let full = add(batcher, model, 2, rows: 2)
        #expect(add(batcher, model, 3) === full)
        #expect(add(batcher, model, 4) !== full)
        #expect(batcher.takeReady(now: start) === full)
        #expect(batcher.takeReady(now: start) == nil)
    }

    @Test func `a request waits for company no longer than the delay`() throws {
        let batcher = Batcher(limits(delay: 5))
        let model = served(try affineModel())
        add(batcher, model, 1)
        _ = batcher.takeReady(now: start)
        let late = add(batcher, model, 2)
        #expect(batcher.nextDue == start.advanced(byMilliseconds: 5))
        #expect(batcher.takeReady(now: start.advanced(byMilliseconds: 4)) == nil)
        #expect(batcher.takeReady(now: start.advanced(byMilliseconds: 5)) === late)
    }

    @Test func `models and shapes are not mixed`() throws {
        let batcher = Batcher(limits())
        let (one, other) = (served(try affineModel()), served(try affineModel(), version: 2))
        let first = batcher.batch(for: one, layout([1, 4], rows: 1), now: start)
        batcher.add(Token(rawValue: 1), rows: 1, to: first)
        #expect(batcher.batch(for: other, layout([1, 4], rows: 1), now: start) !== first)
        #expect(batcher.batch(for: one, layout([1, 5], rows: 1), now: start) !== first)
        #expect(batcher.batch(for: one, layout([3, 4], rows: 3), now: start) === first)
    }

    @Test func `a model that takes one request at a time gets one at a time`() throws {
        let batcher = Batcher(limits())
        let model = served(try affineModel(), isBatchable: false)
        let first = add(batcher, model, 1)
        #expect(add(batcher, model, 2) !== first)
        #expect(batcher.takeReady(now: start) === first)
        #expect(batcher.takeReady(now: start) != nil)
    }

    @Test func `a waiting request that is cancelled leaves with its rows`() throws {
        let batcher = Batcher(limits())
        let model = served(try affineModel())
        let batch = add(batcher, model, 1)
        add(batcher, model, 2, rows: 2)
        add(batcher, model, 3)
        #expect(batcher.cancel(Token(rawValue: 2), in: batch))
        #expect(batcher.queueLength == 2)
        #expect(batch.rows == 2)
        #expect(batcher.takeReady(now: start) === batch)
        #expect(
            floats(of: batch.call.inputs[0].bytes) == [
                100, 101, 102, 103, 300, 301, 302, 303,
            ])
    }

    @Test func `a batch that everyone left does not run`() throws {
        let batcher = Batcher(limits())
        let batch = add(batcher, served(try affineModel()), 1)
        #expect(batcher.cancel(Token(rawValue: 1), in: batch))
        #expect(batcher.takeReady(now: start) == nil)
        #expect(batcher.nextDue == nil)
    }

    @Test func `a run is interrupted only when nobody waits for it`() throws {
        let batcher = Batcher(limits())
        let model = served(try affineModel())
        add(batcher, model, 1)
        add(batcher, model, 2)
        let running = try #require(batcher.takeReady(now: start))
        #expect(!batcher.cancel(Token(rawValue: 1), in: running))
        #expect(!running.cancellation.isCancelled)
        #expect(!batcher.cancel(Token(rawValue: 2), in: running))
        #expect(running.cancellation.isCancelled)
    }

    @Test func `only short runs of batches that cannot grow queue behind a run`() throws {
        let batcher = Batcher(limits())
        let (grows, alone) = (
            served(try affineModel()), served(try affineModel(), isBatchable: false)
        )
        add(batcher, alone, 9)
        #expect(batcher.takeReady(now: start, isThreadIdle: false) == nil, "nothing is known yet")
        _ = batcher.takeReady(now: start)
        for model in [grows, alone] { model.counters.countRun(nanoseconds: 9000) }
        add(batcher, grows, 1)
        let second = add(batcher, alone, 2)
        #expect(batcher.takeReady(now: start, isThreadIdle: false) === second)
        #expect(batcher.takeReady(now: start, isThreadIdle: false) == nil)
        alone.counters.countRun(nanoseconds: 1_000_000_000)
        add(batcher, alone, 3)
        #expect(batcher.takeReady(now: start, isThreadIdle: false) == nil)
        #expect(batcher.takeReady(now: start) != nil)
    }

    @Test func `the queue is bounded`() throws {
        let batcher = Batcher(limits(queue: 2))
        let model = served(try affineModel())
        add(batcher, model, 1)
        #expect(!batcher.isFull)
        add(batcher, model, 2)
        #expect(batcher.isFull)
    }

    @Test func `requests of a failed run are run alone`() throws {
        let batcher = Batcher(limits())
        let model = served(try affineModel())
        add(batcher, model, 1)
        add(batcher, model, 2, rows: 2)
        let running = try #require(batcher.takeReady(now: start))
        batcher.finished(running)
        let alone = batcher.split(running)
        #expect(alone.map(\.rows) == [1, 2])
        #expect(batcher.takeReady(now: start) === alone[0])
        #expect(batcher.takeReady(now: start) === alone[1])
        #expect(alone[1].call.inputs[0].shape == [2, 4])
        #expect(floats(of: alone[1].call.inputs[0].bytes).first == 200)
    }
}
