#pragma once
// TrailerFilter: takes the trailer lines out of a chunked body (RFC 9112 7.1.2), which the HTTP
// library refuses and the API has no use for. It sees the body byte by byte, as it comes over the
// wire, and says which bytes to hand on; whether the chunks are well formed is the library's to
// judge. A value type; one body each.

#include <cstdint>

namespace hrp::control {

class TrailerFilter {
 public:
  // Whether the next byte of the body belongs to its chunks, or to the line that ends it.
  [[nodiscard]] bool keeps(char byte);

 private:
  enum class Place : std::uint8_t {
    kSize,        // the digits of a chunk's size
    kExtension,   // the rest of that line
    kData,        // of a chunk, and the line end behind it
    kLineStart,   // behind the last chunk
    kEnd,         // the empty line
    kTrailer,     // inside of a line that is left out
    kUnreadable,  // no size where one has to be: the library refuses what follows
  };
  void sizeOver(char byte);

  Place place_ = Place::kSize;
  bool has_size_ = false;
  std::uint64_t left_ = 0;  // of the size, or of the data
};

}  // namespace hrp::control
