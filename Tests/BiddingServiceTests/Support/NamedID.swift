import Market

extension ID {
    /// The same id for the same name.
    init(named name: String) {
        let low = name.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        self.init(Identifier(high: 0x0190_0000_0000_7000, low: low))
    }
}
