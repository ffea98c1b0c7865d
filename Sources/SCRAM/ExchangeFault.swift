/// Why an exchange fails. What can be told before anything of the user is known says what is wrong with the message;
/// everything else is ``refused`` on the wire, whichever it was.
public enum ExchangeFault: Error, Hashable, Sendable {
  /// Not the grammar of RFC 5802, section 7.
  case malformed
  /// `p=` or `y`: no channel binding is spoken here.
  case channelBinding
  /// `a=`: nobody acts for somebody else.
  case authorisationIdentity
  /// `m=`: an extension that must be understood, and is not (section 5.1).
  case mandatoryExtension
  /// The name is not one of saslname's, or not UTF-8.
  case name
  /// `c=` is not that of the first message.
  case bindingMismatch
  /// The nonce is not that of this exchange.
  case nonceMismatch
  /// The proof does not fit the verifier.
  case wrongProof
  /// The server does not know the password's verifier: it is not the one that one thinks.
  case wrongSignature
  /// `e=` of the server's last message.
  case serverError(String)
  /// Fewer or more iterations than the client allows.
  case iterations(Int)

  /// The message itself is at fault, whoever it is from.
  public var isOfGrammar: Bool {
    switch self {
    case .malformed, .channelBinding, .authorisationIdentity, .mandatoryExtension, .name: true
    default: false
    }
  }
}
