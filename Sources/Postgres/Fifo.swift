/// A queue in one array: what was taken from the front is given back once it is half of it.
struct Fifo<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }
    var count: Int { elements.count - head }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head].take()
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 >= elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Puts an element where it will be the next. Rare, so it may cost a shift.
    mutating func prepend(_ element: Element) {
        if head > 0 {
            head -= 1
            elements[head] = element
        } else {
            elements.insert(element, at: 0)
        }
    }

    /// Changes the first element in place.
    mutating func updateFirst<R>(_ change: (inout Element) -> R) -> R? {
        guard head < elements.count, elements[head] != nil else { return nil }
        return change(&elements[head]!)
    }

    mutating func removeAll() -> [Element] {
        let all = elements[head...].compactMap { $0 }
        elements.removeAll()
        head = 0
        return all
    }
}
