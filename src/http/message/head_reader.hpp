#pragma once
// HeadReader: reads the head of an HTTP/1.x response (RFC 9112), status line and fields, where it
// lies in one piece. One for each engine thread, shared by its exchanges.
//
// Most servers repeat themselves: apart from its Date, the head of a response is the one that the
// same request got before. Heads are remembered, and one that comes again, byte for byte, is not
// read again; docs/decisions/008 tells what that saves. A server whose heads never repeat makes
// the reader give up remembering, but for a try now and then.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/http/exchange.hpp"
#include "http/message/response_shape.hpp"

namespace hrp::http {

// What a head says. Points into the text that was read, or into the reader, until that reads again.
struct ResponseHead {
  std::string_view text;  // without the folds of its lines
  std::size_t bytes = 0;  // as received
  std::span<const HeaderField> fields;
  std::uint64_t length = 0;  // Content-Length
  int status = 0;
  int version_minor = 1;
  bool keep_alive = true;    // by the version and Connection: keep-alive
  bool close_asked = false;  // by Connection: close, which wins over any keep-alive
  bool chunked = false;
  bool has_length = false;
  bool coded = false;    // has a Content-Encoding
  bool cookies = false;  // has a Set-Cookie
};

// Where a head stays when what it was read from goes.
struct HeadCopy {
  std::string text;
  std::vector<HeaderField> fields;

  // Makes `head` point into here, with its text copied unless that lies in `text` already.
  void keep(ResponseHead& head);
};

// The offset behind the empty line that ends a head, searched from `from`; npos when not there.
[[nodiscard]] std::size_t findHeadEnd(std::string_view text, std::size_t from = 0);

class HeadReader {
 public:
  using Status = ReadStatus;

  explicit HeadReader(const ResponseLimits& limits)
      : limits_(limits), body_too_large_(limits.bodyTooLarge()) {}

  // Reads the head that `data` begins with. Complete: head() is what it says. Failed: error() says
  // why, a literal.
  Status read(std::string_view data);
  // The same for a head that came in pieces and ends where `text` does.
  Status readWhole(std::string_view text);
  // What is to be said of a head while no more than `text` has come: kNeedMore, or kFailed.
  Status readPartial(std::string_view text);

  [[nodiscard]] const ResponseLimits& limits() const { return limits_; }
  [[nodiscard]] std::string_view bodyTooLarge() const { return body_too_large_; }
  [[nodiscard]] const ResponseHead& head() const { return head_; }
  [[nodiscard]] std::string_view error() const { return error_; }

 private:
  struct Known {
    ResponseHead head;
    HeadCopy copy;
  };

  [[nodiscard]] bool worthALook();
  void remember(Known& known);
  Status parse(std::string_view text);
  const char* parseStatusLine(const char* at, const char* end);
  // Complete with a null `head_end`: there are folded lines.
  Status parseFields(const char* at, const char* end, const char*& head_end);
  [[gnu::cold]] const char* colonBehindBlanks(const char* at, const char* end);
  [[gnu::cold]] [[nodiscard]] Status continued(const char* at, const char* end) const;
  Status endFields(const char* at, const char* end, const char*& head_end);
  [[gnu::cold]] Status parseFolded(std::string_view text);
  [[gnu::cold]] Status checkChunked();
  bool makeRoomForField();
  bool noteField(const HeaderField& field);
  bool noteContentLength(std::string_view value);
  bool noteLength(std::uint64_t length);
  bool noteTransferEncoding(std::string_view value);
  void noteConnection(std::string_view value);
  [[gnu::cold]] Status fail(std::string_view error);
  bool reject(std::string_view error) { return fail(error) != Status::kFailed; }  // false

  const ResponseLimits limits_;
  const std::string body_too_large_;
  ResponseHead head_;
  std::string_view error_;
  std::vector<HeaderField> fields_;  // of the head that was parsed last, and room for more
  std::string unfolded_;             // the text of that head, when it had folded lines
  unsigned unknown_in_a_row_ = 0;    // heads that were looked for and not remembered
  unsigned not_looked_for_ = 0;
  // Where a head is remembered follows from the size of the data that it came with: responses of
  // one step mostly have one size, those of different steps have different ones.
  std::array<Known, 64> known_;
};

}  // namespace hrp::http
