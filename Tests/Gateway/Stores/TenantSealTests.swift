// TenantSeal: a flipped byte, another tenant, key or name, or a time out of bounds opens nothing.
import Testing

@testable import Gateway
@testable import Wire

@Suite struct TenantSealTests {
    private let seal = TenantSeal(tenantKey: Array(repeating: 7, count: 32))
    private let key = Array("the whole key".utf8)
    private let answer = Array("an answer".utf8)
    private let now: Int64 = 1_800_000_000_000

    private func sealed(_ created: Int64? = nil, ttl: Int = 1000) -> [UInt8] {
        seal.seal(
            answer, key: key, name: seal.name(of: key), createdUnixMilliseconds: created ?? now,
            ttlMilliseconds: ttl)
    }

    private func open(_ value: [UInt8], at moment: Int64? = nil, ttl: Int = 1000) -> [UInt8]? {
        seal.open(
            value, key: key, name: seal.name(of: key), nowUnixMilliseconds: moment ?? now,
            ttlMilliseconds: ttl)?.answer
    }

    @Test func `what was sealed opens, and no two seals are alike`() {
        let values = (0..<20).map { _ in sealed() }
        #expect(values.allSatisfy { open($0) == answer })
        #expect(Set(values).count == 20)
        #expect(Set(values.map { $0[1..<29] }).count == 20)
        let text = values[0].indices.filter { values[0][$0...].starts(with: answer) }
        #expect(text.isEmpty)
    }

    @Test func `any flipped bit and any cut opens nothing`() {
        let value = sealed()
        for index in value.indices {
            for bit in 0..<8 {
                var changed = value
                changed[index] ^= 1 << UInt8(bit)
                #expect(open(changed) == nil)
            }
            #expect(open(Array(value[..<index])) == nil)
        }
        #expect(open(value + [0]) == nil)
    }

    @Test func `another tenant, key or name opens nothing`() {
        let value = sealed()
        let other = TenantSeal(tenantKey: Array(repeating: 8, count: 32))
        let name = seal.name(of: key)
        #expect(other.name(of: key) != name)
        #expect(
            other.open(value, key: key, name: name, nowUnixMilliseconds: now, ttlMilliseconds: 1000)
                == nil)
        let longer = key + [0]
        #expect(
            seal.open(
                value, key: longer, name: name, nowUnixMilliseconds: now, ttlMilliseconds: 1000)
                == nil)
        #expect(
            seal.open(
                value, key: key, name: seal.name(of: longer), nowUnixMilliseconds: now,
                ttlMilliseconds: 1000) == nil)
    }

    @Test func `an answer lives from its creation to its expiry, and no longer than the rule`() {
        let value = sealed()
        #expect(open(value, at: now + 999) == answer)
        #expect(open(value, at: now + 1000) == nil)
        #expect(open(value, at: now + 500, ttl: 400) == nil)
        #expect(open(value, at: now + 999, ttl: 1_000_000) == answer)
        #expect(open(value, at: now + 1000, ttl: 1_000_000) == nil)
        #expect(open(value, at: now - 4000) == answer)
        #expect(open(value, at: now - 60_000) == nil, "made in the future")
    }

    @Test func `an empty answer is an answer`() {
        let name = seal.name(of: [])
        let value = seal.seal(
            [], key: [], name: name, createdUnixMilliseconds: now, ttlMilliseconds: 5)
        let opened = seal.open(
            value, key: [], name: name, nowUnixMilliseconds: now, ttlMilliseconds: 5)
        #expect(opened == .init(answer: [], millisecondsLeft: 5))
    }
}
