#pragma once
// Scans over the bytes of message heads, 16 at a time where the processor has SSE2 (all x86-64
// have), otherwise byte by byte. Pure functions; they read [at, end) only.

#include "hrp/http/ascii.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>

#include <bit>
#endif

namespace hrp::http {

#if defined(__SSE2__)
namespace detail {
inline __m128i loadBytes(const char* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
// One bit for each byte that is at most `most`, all taken as unsigned.
inline __m128i atMost(__m128i bytes, char most) {
  return _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(most)), bytes);
}
inline unsigned bitsOf(__m128i bytes) {
  return static_cast<unsigned>(_mm_movemask_epi8(bytes));
}
}  // namespace detail
#endif

// The first byte below 0x20 (a control character), or `end`.
inline const char* findControl(const char* at, const char* end) {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const unsigned found = detail::bitsOf(detail::atMost(detail::loadBytes(at), 0x1F));
    if (found != 0) return at + std::countr_zero(found);
  }
#endif
  while (at != end && static_cast<unsigned char>(*at) >= 0x20) ++at;
  return at;
}

// The first byte that no token holds, or `end`. Letters and '-', of which names are made, are
// passed 16 at a time.
inline const char* skipToken(const char* at, const char* end) {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = detail::loadBytes(at);
    const __m128i from_a =
        _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    const __m128i usual =
        _mm_or_si128(detail::atMost(from_a, 'z' - 'a'), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')));
    const unsigned other = ~detail::bitsOf(usual) & 0xFFFFU;
    if (other == 0) continue;
    at += std::countr_zero(other);
    break;
  }
#endif
  while (at != end && isTokenChar(*at)) ++at;
  return at;
}

}  // namespace hrp::http
