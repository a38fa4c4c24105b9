#pragma once
// ValidationPolicy: what of an HTTP/1.x response that breaks a rule is read all the same, one field
// for each clause of RFC 9112 ("9110 x": of RFC 9110). The defaults read what good clients read;
// strict() refuses all of it. A plain value; any thread.
//
// Refused by every policy, because clients disagree about what it means or none reads it: lengths
// that conflict or are no number (6.3), codings besides one `chunked` (6.1), chunks whose lines
// are malformed or whose data ends without CR LF (7.1), a body cut short (8), control characters
// in a field besides the tabulator, a bare CR among them (2.2, 9110 5.5), a field without a name
// or without a colon (5), a blank in front of the first field (2.2), a status line that does not
// begin with HTTP/1. and a digit, a blank and three digits (4), 101 where nothing was to be
// upgraded (9110 15.2.2), more than the bounds of ResponseLimits.
// Read by every policy: a length repeated with one value (6.3), empty items in a list of codings
// (9110 5.6.1), any status from 100, no reason phrase, a later minor version (4), bytes outside
// ASCII in a value (9110 5.5), no length at all (6.3), a length or a coding where the method or
// the status permits no body (6.1, 6.3), whatever chunk extensions say and blanks behind a chunk's
// size (7.1.1), the fields of a trailer (7.1.2), keep-alive in HTTP/1.0 (9.3).

namespace hrp::http {

struct ValidationPolicy {
  // 2.2: a line of the head, of a chunk's size or of the trailer may end with LF alone.
  bool bare_line_feed = true;
  // 5.1: blanks may stand between the name of a field and its colon; they are no part of the name.
  bool blank_before_colon = true;
  // 5.2: a line that begins with a blank continues the field above; one blank takes their place.
  bool folded_field = true;
  // 6.1: chunked may be in a response of HTTP/1.0.
  bool chunked_in_http10 = true;
  // 6.1, 7: `identity`, which RFC 7230 took out, may be named as a transfer coding.
  bool identity_coding = true;
  // 6.3: a Content-Length may stand beside chunked, which counts; the connection is not used again.
  bool length_beside_chunked = true;
  // 6.3: bytes may follow the response at once; they are dropped with the connection.
  bool bytes_behind_response = true;

  [[nodiscard]] static constexpr ValidationPolicy strict() {
    return {false, false, false, false, false, false, false};
  }
};

}  // namespace hrp::http
