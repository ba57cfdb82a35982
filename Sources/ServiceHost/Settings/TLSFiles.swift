public import TLS

/// The files of TLS as the environment names them, PEM all of them: a certificate, its key, and
/// the certificate of the deployment's own CA, which all services' certificates are of.
public struct TLSFiles: Sendable, Hashable {
    /// What this service shows to those who call it, and to those that it calls.
    public var identity: TLSIdentity
    /// Whom it trusts.
    public var caFile: String

    /// What a variable says that isn't set.
    static let none = "none"

    /// Nil when none is set, and everything is plaintext.
    static func read(_ reader: inout SettingsReader) -> TLSFiles? {
        let certificate = reader.read(.tlsCertificate) { $0 }
        let isOn = certificate != none
        let key = reader.read(.tlsKey) { text throws(SettingsReader.Refusal) in
            try companion(text, isOn)
        }
        let authority = reader.read(.tlsCA) { text throws(SettingsReader.Refusal) in
            try companion(text, isOn)
        }
        guard isOn, let certificate, let key, let authority else { return nil }
        return TLSFiles(
            identity: TLSIdentity(certificateFile: certificate, keyFile: key), caFile: authority)
    }

    private static func companion(
        _ text: String, _ isOn: Bool
    ) throws(SettingsReader.Refusal) -> String {
        guard (text != none) == isOn else {
            throw SettingsReader.Refusal(
                "goes together with \(SettingVariable.tlsCertificate.name): set all of TLS's "
                    + "variables, or none")
        }
        return text
    }

    /// What a listener shows, and asks of those who call. Strangers needn't show a certificate,
    /// where strangers call at all.
    func server(of service: ServiceKind) -> TLSServerSettings {
        TLSServerSettings(
            identity,
            clientCertificates: service.facesStrangers
                ? .optional(caFile: caFile) : .required(caFile: caFile))
    }

    /// What is asked of services that this one calls, and shown to them.
    var client: TLSClientSettings {
        TLSClientSettings(trust: .file(caFile), identity: identity)
    }
}

extension TLSClientSettings {
    /// What a program that isn't a service is told by its environment: the CA to trust, and
    /// perhaps a certificate to show. Nil without a CA: addresses are plaintext unless they begin
    /// with `https://`.
    public static func fromEnvironment(_ value: (String) -> String?) -> TLSClientSettings? {
        guard let authority = value(SettingVariable.tlsCA.name), authority != TLSFiles.none else {
            return nil
        }
        var identity: TLSIdentity?
        if let certificate = value(SettingVariable.tlsCertificate.name),
            let key = value(SettingVariable.tlsKey.name)
        {
            identity = TLSIdentity(certificateFile: certificate, keyFile: key)
        }
        return TLSClientSettings(trust: .file(authority), identity: identity)
    }
}
