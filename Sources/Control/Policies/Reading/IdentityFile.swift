// Reads `identity.yaml`: who vouches for callers, and how they are told apart.

import Policy

/// What `identity.yaml` says, with the places of the files that it names.
struct IdentityFile {
    private(set) var authorities: [IdentityRules.Authority] = []
    private(set) var mappings: [IdentityRules.Mapping] = []
    private(set) var issuers: [IdentityRules.Issuer] = []
    private(set) var binds: [IdentityRules.Bind] = []
    /// Paths of certificate bundles, in the order of the authorities, and of key sets.
    private(set) var bundlePlaces: [YAMLName] = []
    private(set) var keySetPlaces: [YAMLName] = []
    private let entities: EntitiesFile

    var rules: IdentityRules {
        IdentityRules(
            authorities: authorities, mappings: mappings, issuers: issuers, binds: binds)
    }

    init?(_ source: YAMLSource, _ entities: EntitiesFile) {
        self.entities = entities
        guard
            let root = source.root(expecting: "certificates, tokens and bind")?.mapping(
                ["certificates", "tokens", "bind"], "identity.yaml")
        else { return nil }
        if let certificates = root.required("certificates")?
            .mapping(["authorities", "map"], "certificates")
        {
            readAuthorities(certificates.required("authorities"))
            readMappings(certificates.required("map"))
        }
        if let tokens = root.required("tokens")?.mapping(["issuers"], "tokens") {
            readIssuers(tokens.required("issuers"))
        }
        for item in root.optional("bind")?.list("bind rules") ?? [] { readBind(item) }
    }

    private mutating func readAuthorities(_ value: YAMLValue?) {
        guard let value, let items = value.list("authorities") else { return }
        if items.isEmpty { value.fail("no authority, so that nobody could connect; name one") }
        for item in items {
            guard
                let entry = item.mapping(
                    ["name", "bundle", "trust_domain", "development"], "an authority"),
                let name = entry.required("name")?.name("an authority name"),
                let bundlePlace = entry.required("bundle"),
                let bundle = bundlePlace.text("the path of a file of certificates"),
                let domainPlace = entry.required("trust_domain"),
                let domain = domainPlace.text("a trust domain")
            else { continue }
            guard SpiffeID.isTrustDomain(domain) else {
                domainPlace.fail("\"\(domain)\" is no trust domain: use a-z, 0-9, '.', '-', '_'")
                continue
            }
            if authorities.contains(where: { $0.name == name }) {
                item.fail("the authority \"\(name)\" is given twice; keep one")
            }
            authorities.append(
                .init(
                    name: name, bundle: bundle, trustDomain: domain,
                    development: entry.optional("development")?.boolean("development") ?? false))
            bundlePlaces.append(YAMLName(text: bundle, place: bundlePlace))
        }
    }

    private mutating func readMappings(_ value: YAMLValue?) {
        guard let value, let items = value.list("mappings of certificates") else { return }
        if items.isEmpty { value.fail("no mapping, so that nobody could connect; write one") }
        for item in items {
            guard
                let entry = item.mapping(
                    ["spiffe", "dns", "common_name", "caller", "tenant", "roles"], "a mapping"),
                let match = readMatch(entry),
                let callerPlace = entry.required("caller"),
                let callerText = callerPlace.text("the caller's name")
            else { continue }
            var caller = IdentityRules.CallerName.captured
            if callerText == "{name}" {
                guard case .spiffe = match else {
                    callerPlace.fail("only a spiffe mapping has a {name}; write the caller's name")
                    continue
                }
            } else {
                guard let name = callerPlace.name("a caller name") else { continue }
                caller = .literal(name)
            }
            var tenant: String?
            if let place = entry.optional("tenant"), let name = place.name("a tenant name") {
                _ = YAMLName(text: name, place: place)
                    .isKnown("tenant", among: entities.tenants, in: "entities.yaml")
                tenant = name
            }
            let roles = (entry.optional("roles")?.names("role") ?? []).filter {
                $0.isKnown("role", among: entities.roles, in: "entities.yaml")
            }
            mappings.append(
                .init(match: match, caller: caller, tenant: tenant, roles: roles.map(\.text)))
        }
    }

    private func readMatch(_ entry: YAMLMapping) -> IdentityRules.Match? {
        let given = ["spiffe", "dns", "common_name"].filter { entry.values[$0] != nil }
        guard given.count == 1 else {
            entry.place.fail("a mapping has exactly one of spiffe, dns and common_name")
            return nil
        }
        if let place = entry.optional("dns") {
            return place.text("a DNS name").map { .dns($0) }
        }
        if let place = entry.optional("common_name") {
            return place.text("a common name").map { .commonName($0) }
        }
        guard let place = entry.optional("spiffe"), let text = place.text("a SPIFFE identifier")
        else { return nil }
        let isPattern = text.hasSuffix("/{name}")
        let sample = isPattern ? text.dropLast("{name}".count) + "name" : text[...]
        do throws(SpiffeFault) {
            let spiffe = try SpiffeID(parsing: String(sample))
            guard let name = spiffe.callerName else { throw .form }
            let domains = KnownNames(authorities.map(\.trustDomain))
            _ = YAMLName(text: spiffe.trustDomain, place: place)
                .isKnown("trust domain", among: domains, in: "authorities")
            return .spiffe(trustDomain: spiffe.trustDomain, name: isPattern ? nil : name)
        } catch {
            place.fail(
                "\"\(text)\" \(error)",
                suggestion: "write \"spiffe://DOMAIN/caller/NAME\" or \"…/caller/{name}\"")
            return nil
        }
    }

    private mutating func readIssuers(_ value: YAMLValue?) {
        guard let value, let items = value.list("token issuers") else { return }
        if items.isEmpty { value.fail("no issuer, so that no token could be accepted; name one") }
        let keys = [
            "issuer", "jwks", "audiences", "algorithms", "clock_skew_seconds",
            "maximum_token_bytes", "claims",
        ]
        for item in items {
            guard let entry = item.mapping(keys, "an issuer"),
                let issuer = entry.required("issuer")?.text("the value of iss"),
                let jwksPlace = entry.required("jwks"),
                let jwks = jwksPlace.text("the path of a key set")
            else { continue }
            if issuers.contains(where: { $0.issuer == issuer }) {
                item.fail("the issuer \"\(issuer)\" is given twice; keep one")
            }
            let claims = entry.optional("claims")?
                .mapping(["tenant", "roles", "data_classes"], "claims")
            func claim(_ key: String) -> String? {
                claims?.optional(key)?.text("the name of a claim")
            }
            issuers.append(
                .init(
                    issuer: issuer, jwks: jwks, audiences: readAudiences(entry),
                    algorithms: readAlgorithms(entry),
                    clockSkewSeconds: entry.optional("clock_skew_seconds")?
                        .integer("seconds of clock skew", in: 0...300) ?? 30,
                    maximumTokenBytes: entry.optional("maximum_token_bytes")?
                        .integer("a size in bytes", in: 512...65_536) ?? 8192,
                    tenantClaim: claim("tenant"), rolesClaim: claim("roles"),
                    dataClassesClaim: claim("data_classes")))
            keySetPlaces.append(YAMLName(text: jwks, place: jwksPlace))
        }
    }

    private func readAudiences(_ entry: YAMLMapping) -> [String] {
        guard let place = entry.required("audiences"), let items = place.list("audiences") else {
            return []
        }
        if items.isEmpty { place.fail("no audience, so that no token could be accepted; name one") }
        return items.compactMap { $0.text("an audience") }
    }

    private func readAlgorithms(_ entry: YAMLMapping) -> [String] {
        guard let place = entry.required("algorithms"), let items = place.list("algorithms") else {
            return []
        }
        if items.isEmpty { place.fail("no algorithm; write RS256 or ES256") }
        return items.compactMap { item in
            item.word("an algorithm", ["RS256": "RS256", "ES256": "ES256"])
        }
    }

    private mutating func readBind(_ item: YAMLValue) {
        guard let entry = item.mapping(["claim", "equals"], "a bind rule"),
            let claim = entry.required("claim")?.text("the name of a claim"),
            let target = entry.required("equals")?.text("`caller` or a text")
        else { return }
        binds.append(
            .init(claim: claim, equals: target == "caller" ? .callerName : .literal(target)))
    }
}
