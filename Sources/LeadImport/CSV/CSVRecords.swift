/// Cuts bytes into the records of a CSV file (RFC 4180), without reading what is in them.
///
///     outside ──quote──► inside
///        ▲ └─newline: a record ends
///        └─────quote─────┘
///
/// A quote that stands for itself is written twice, so it leaves and enters at once. Bytes in,
/// records out: files of any size pass through in pieces, and a record that is malformed doesn't
/// hide those around it.
struct CSVRecords {
    /// One record, without its newline.
    struct Record: Equatable {
        /// The line on which it begins, from 1.
        let line: Int
        /// Its bytes.
        let bytes: [UInt8]
        /// The file ended inside quotes, or the record was too long and is cut off.
        let isBroken: Bool
    }

    /// A record that is longer is broken: most likely a quote was never closed.
    static let maxRecordBytes = 1 << 20

    private var bytes: [UInt8] = []
    private var isInside = false
    private var isSkipping = false
    private var line = 1
    private var firstLine = 1
    private var atStart = true

    /// Takes in the next piece of the file and gives the records that end in it.
    mutating func feed(_ piece: some Sequence<UInt8>) -> [Record] {
        var records: [Record] = []
        for byte in piece {
            let isNewline = byte == UInt8(ascii: "\n")
            if byte == UInt8(ascii: "\"") { isInside.toggle() }
            if isNewline { line += 1 }
            if isNewline, !isInside || isSkipping {
                if let record = take(broken: false) { records.append(record) }
            } else if bytes.count < Self.maxRecordBytes {
                bytes.append(byte)
            } else if !isSkipping {
                // From here to the end of the line nothing can be trusted; then it starts afresh.
                isSkipping = true
            }
        }
        return records
    }

    /// The file has ended: the last record, if it had no newline.
    mutating func finish() -> Record? { take(broken: isInside) }

    private mutating func take(broken: Bool) -> Record? {
        let isBroken = broken || isSkipping
        defer {
            bytes.removeAll(keepingCapacity: true)
            isInside = false
            isSkipping = false
            firstLine = line
            atStart = false
        }
        // Spreadsheets mark UTF-8 with a byte order mark.
        if atStart, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        return Record(line: firstLine, bytes: bytes, isBroken: isBroken)
    }
}
