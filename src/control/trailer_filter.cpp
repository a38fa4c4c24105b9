#include "control/trailer_filter.hpp"

namespace hrp::control {
namespace {

constexpr std::uint64_t kMostBytes = 1ULL << 40;  // beyond any body that is taken

int digitOf(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  const char lower = static_cast<char>(byte | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

void TrailerFilter::sizeOver(char byte) {
  if (!has_size_) {
    place_ = Place::kUnreadable;
  } else if (byte != '\n') {
    place_ = Place::kExtension;
  } else {
    place_ = left_ == 0 ? Place::kLineStart : Place::kData;
    if (left_ != 0) left_ += 1;  // up to the line feed behind it
  }
}

bool TrailerFilter::keeps(char byte) {
  switch (place_) {
    case Place::kSize:
      if (const int digit = digitOf(byte); digit >= 0 && left_ < kMostBytes) {
        left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
        has_size_ = true;
      } else {
        sizeOver(byte);
      }
      return true;
    case Place::kExtension:
      if (byte == '\n') sizeOver(byte);
      return true;
    case Place::kData:
      // The line end may be a line feed alone, or two bytes.
      if (left_ > 1) {
        --left_;
      } else if (byte == '\n') {
        place_ = Place::kSize;
        has_size_ = false;
        left_ = 0;
      }
      return true;
    case Place::kLineStart:
      if (byte == '\r' || byte == '\n') {
        place_ = Place::kEnd;
        return true;
      }
      place_ = Place::kTrailer;
      return false;
    case Place::kTrailer:
      if (byte == '\n') place_ = Place::kLineStart;
      return false;
    case Place::kEnd:
    case Place::kUnreadable:
      break;
  }
  return true;
}

}  // namespace hrp::control
