extension MasterKeys {
    /// Reads the text form, as ``MasterKeys`` describes it.
    ///
    /// - Throws: ``VaultError`` `INVALID_KEY_TEXT`, which names the line and never quotes it.
    public init(text: String) throws {
        var keys: [(id: UInt32, secret: SecretBytes)] = []
        let lines = text.utf8.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == UInt8(ascii: "\n") })
        for (index, line) in lines.enumerated() {
            let content = line.prefix { $0 != UInt8(ascii: "#") }
            for entry in content.split(separator: UInt8(ascii: ",")) {
                let entry = trimmed(entry)
                if entry.isEmpty { continue }
                keys.append(try MasterKeys.parse(entry, line: index + 1))
            }
        }
        try self.init(keys)
    }

    /// One new random key as an entry of the text form, for whoever sets a deployment up.
    ///
    /// This is the only place where key bytes become text.
    public static func makeEntry(id: UInt32) -> String {
        var bytes = RandomBytes.bytes(AESGCM.keyBytes)
        defer { bytes.resetBytes() }
        return "\(id):\(Hex.encode(bytes))"
    }

    private static func parse(
        _ entry: some BidirectionalCollection<UInt8>, line: Int
    ) throws -> (id: UInt32, secret: SecretBytes) {
        guard let colon = entry.firstIndex(of: UInt8(ascii: ":")) else {
            throw VaultError(.invalidKeyText, "line \(line) of the master keys isn't `id:key`")
        }
        let name = String(decoding: trimmed(entry[..<colon]), as: UTF8.self)
        guard let id = UInt32(name), id > 0 else {
            throw VaultError(
                .invalidKeyText,
                "line \(line) of the master keys doesn't start with an id from 1 to 4294967295")
        }
        let text = trimmed(entry[entry.index(after: colon)...])
        let decoded = text.count == 64 ? Hex.decode(text) : Base64.decode(text)
        guard var bytes = decoded, bytes.count == AESGCM.keyBytes else {
            throw VaultError(
                .invalidKeyText,
                "master key \(id) on line \(line) isn't 32 bytes in base64 or hexadecimal")
        }
        defer { bytes.resetBytes() }
        return (id, SecretBytes(copying: bytes))
    }
}

private func trimmed<Bytes: BidirectionalCollection<UInt8>>(
    _ bytes: Bytes
) -> [UInt8] {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    var end = bytes.endIndex
    while end > bytes.startIndex, isSpace(bytes[bytes.index(before: end)]) {
        end = bytes.index(before: end)
    }
    return Array(bytes[..<end].drop(while: isSpace))
}
