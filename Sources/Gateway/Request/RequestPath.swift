// The request's life, on one page: identify, admit, place, meter, split, look up, balance, forward, relay, record.

import Policy
import Runtime
import Wire

/// Whether a step is through, or the request waits for an event.
enum Progress {
    case next, wait
}

extension Shard {
    /// Takes a request as far as it can go now; called again when what it waits for has happened.
    func advance(_ request: Request) {
        do throws(Refusal) {
            while let progress = try perform(request) {
                if progress == .wait { return }
            }
        } catch {
            refuse(request, error)
        }
    }

    /// Performs the request's present step; nil when the path has ended.
    private func perform(_ request: Request) throws(Refusal) -> Progress? {
        try renew(request)
        switch request.step {
        case .identify:  // Who is this, proven by certificate and token?
            try identify(request)
            request.step = .receive
        case .receive:  // Has enough of the message arrived to know what is asked?
            guard try receive(request) == .next else { return .wait }
            request.step = .admit
        case .admit:  // May this caller do this to this model?
            try admit(request)
            request.step = .place
        case .place:  // In which regions may this data be processed, cached, logged?
            try place(request)
            request.step = .meter
        case .meter:  // Is there rate left?
            guard try meter(request) == .next else { return .wait }
            request.step = .split
        case .split:  // Which version answers?
            try split(request)
            request.step = .lookUp
        case .lookUp:  // Has this exact question been answered, for this tenant, under this permit?
            guard try lookUp(request) == .next else { return .wait }
            request.step = .balance
        case .balance:  // Which worker of that version, in a permitted region?
            try balance(request)
            request.step = .forward
        case .forward:  // Send; a dispatch from the permit is consumed by the worker's connection.
            try forward(request)
            request.step = .relay
        case .relay, .done:  // Events of the worker's stream carry it on; `record` ends it.
            return nil
        }
        return .next
    }
}
