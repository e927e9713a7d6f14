// Promise: a worker or a store that dies costs at most what was on it, and never a wrong answer.
import Foundation
import Testing

extension Promises {
    @Suite struct `Under load, after kill -9` {
        @Test func `of a worker, nothing is wrong and only retryable calls fail`() throws {
            let house = try House()
            let load = try RunningLoad(
                house, ["model": "affine", "concurrency": 16, "channels": 4])
            Thread.sleep(forTimeInterval: 1)
            try house.child("worker-1").signal(SIGKILL)
            Thread.sleep(forTimeInterval: 2)
            try house.startWorker(0)
            Thread.sleep(forTimeInterval: 3)
            let counts = try load.stop()
            #expect(counts.wrong == 0)
            #expect(
                Set(counts.codes.keys).isSubset(of: ["OK", "UNAVAILABLE"]), "\(counts.details)")
            #expect(counts.failures <= 16, "at most what was in flight: \(counts.details)")
            #expect(counts.answers > 100)
            // The worker that came back is used again.
            let after = try RunningLoad(
                house, ["model": "affine", "count": 400, "concurrency": 8]
            ).finish(within: 60)
            #expect(after.codes == ["OK": 400], "\(after.details)")
            #expect(after.workers.count == 2, "\(after.workers)")
        }

        @Test func `of both workers, the gate says so and recovers`() throws {
            let house = try House()
            try house.child("worker-1").signal(SIGKILL)
            try house.child("worker-2").signal(SIGKILL)
            let refused = try Wait.until(seconds: 10) {
                try house.infer("affine", .affine([1, 2, 3, 4]), as: .clinician).code
                    == "no_worker"
            }
            #expect(refused)
            try house.startWorker(0)
            try house.startWorker(1)
            try house.waitUntilServing()
            try house.expectServing()
        }

        @Test func `of Redis, no request notices`() throws {
            let house = try House()
            let load = try RunningLoad(
                house, ["model": "digits", "input": "image", "concurrency": 8, "channels": 2])
            Thread.sleep(forTimeInterval: 1)
            try house.child("redis").signal(SIGKILL)
            Thread.sleep(forTimeInterval: 2)
            try house.startRedis()
            Thread.sleep(forTimeInterval: 2)
            let counts = try load.stop()
            #expect(counts.failures == 0, "\(counts.details)")
            #expect(counts.answers > 100)
        }

        @Test func `of Redis that hangs, every request is a miss and none is slow to fail`() throws
        {
            let house = try House()
            try house.child("redis").signal(SIGSTOP)
            for seed in 1...5 {
                let answer = try house.infer("digits", .image(UInt64(seed)), as: .clinician)
                #expect(answer.status == 200, "\(answer.body)")
                #expect(answer.cache == "miss")
            }
            try house.child("redis").signal(SIGCONT)
            try house.expectServing()
        }
    }
}
