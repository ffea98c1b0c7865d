extension ProtocolPage {
  /// The grammar of what goes over the wire, in ABNF (RFC 5234).
  public static let grammar = #"""
    request     = [tag SP] verb *(1*SP arg) eol / json-object eol
    eol         = [%x0D] %x0A                    ; any other CR is BAD ENCODING
    tag         = "@" 1*16(ALPHA / DIGIT / "-" / "_")
    verb        = ALPHA *31(ALPHA / DIGIT / "." / "-")     ; any case
    arg         = value / (name "=" value)       ; split at the first "="
    name        = ALPHA *31(ALPHA / DIGIT / "-" / "_")     ; any case
    value       = atom / quoted / literal
    atom        = achar-first *achar             ; no "{" first
    achar-first = %x21 / %x23-5B / %x5D-7A / %x7C-7E / UTF8-ok
    achar       = %x21 / %x23-5B / %x5D-7E / UTF8-ok       ; no SP, DQUOTE, "\"
    quoted      = DQUOTE *(qchar / "\" (DQUOTE / "\" / "n" / "t")) DQUOTE
    qchar       = %x20-21 / %x23-5B / %x5D-7E / UTF8-ok
    literal     = "{" 1*6DIGIT "}" eol *OCTET    ; last argument only; so many octets of UTF-8 with LF and TAB, then eol
    UTF8-ok     = <UTF8-2, UTF8-3 and UTF8-4 of RFC 3629, without U+0080-9F, U+2028-2029, U+202A-202E, U+2066-2069>
    json-object = <an object of RFC 8259 on one line>

    response    = *([tag SP] (header / row / more)) final
    header      = "# " name *(HTAB name) LF
    row         = "| " field *(HTAB field) LF
    field       = "\N" / *(fchar / "\" ("t" / "n" / "r" / "\"))
    fchar       = %x20-5B / %x5D-7E / UTF8-ok
    more        = "+ " [base64] LF               ; only during AUTH; the client answers base64 or "*" eol
    final       = [tag SP] ("OK" / (("NO" / "BAD" / "LATER" / "UNSURE" / "BYE") SP code))
                  *(SP name "=" value) [SP "-- " text] LF
    code        = seg *("/" seg)
    seg         = 1*24(%x41-5A / DIGIT / "-")
    event       = "> " seq SP name *(SP name "=" value) LF ; only between responses
    seq         = 1*19DIGIT
    greeting    = "OK muster" *(SP name "=" value) [SP "-- " text] LF / "BYE" SP code *(SP name "=" value) [SP "-- " text] LF
    text        = *(SP / achar / DQUOTE / "\")
    base64      = <of RFC 4648, section 4>
    """#
}
