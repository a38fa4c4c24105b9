#include "hrp/http/content_encoding.hpp"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "hrp/http/ascii.hpp"

namespace hrp::http {
namespace {

using base::ErrorCode;

constexpr std::size_t kScratchBytes = 32 << 10;
constexpr std::size_t kMaxCodings = 8;
constexpr std::size_t kKeptDecoderBytes = 1 << 20;
// RFC 9659: a decoder of zstd as a content coding needs windows of at most 8 MiB.
constexpr int kZstdWindowLog = 23;

enum class Coding : std::uint8_t { kGzip, kDeflate, kBrotli, kZstd };

// What a thread keeps between responses, so that decoding one allocates nothing.
struct Workspace {
  std::array<char, kScratchBytes> scratch;
  z_stream zlib{};
  bool zlib_ready = false;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> zstd{nullptr, ZSTD_freeDCtx};

  Workspace() = default;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() {
    if (zlib_ready) inflateEnd(&zlib);
  }

  bool startZlib(int window) {
    const int result = zlib_ready ? inflateReset2(&zlib, window) : inflateInit2(&zlib, window);
    zlib_ready = zlib_ready || result == Z_OK;
    return result == Z_OK;
  }
};

Workspace& workspace() {
  thread_local const auto kSpace = std::make_unique<Workspace>();
  return *kSpace;
}

base::Result<> malformed(std::string_view coding) {
  return base::fail(ErrorCode::kParse, "malformed " + std::string(coding) + " content");
}

base::Result<> truncated(std::string_view coding) {
  return base::fail(ErrorCode::kParse, "truncated " + std::string(coding) + " content");
}

// Where decoded bytes go, up to the limit.
struct Sink {
  std::string& out;
  std::uint64_t limit;

  base::Result<> append(const char* data, std::size_t size) {
    if (size > limit - std::min<std::uint64_t>(limit, out.size())) {
      return base::fail(ErrorCode::kLimit, "decoded content is beyond the limit of " +
                                               std::to_string(limit) + " bytes");
    }
    out.append(data, size);
    return {};
  }
};

bool hasGzipMagic(std::string_view text) {
  return text.starts_with("\x1f\x8b");
}

// RFC 1950 2.2: the method is 8 and the first two bytes are a multiple of 31. Servers also send
// "deflate" without that wrapper.
bool hasZlibHeader(std::string_view text) {
  if (text.size() < 2) return false;
  const unsigned first = static_cast<unsigned char>(text[0]);
  const unsigned second = static_cast<unsigned char>(text[1]);
  return (first & 15) == 8 && (first << 8 | second) % 31 == 0;
}

base::Result<> decodeZlib(std::string_view body, Sink& sink, bool gzip) {
  const std::string_view name = gzip ? "gzip" : "deflate";
  const int window = gzip ? MAX_WBITS + 16 : hasZlibHeader(body) ? MAX_WBITS : -MAX_WBITS;
  Workspace& space = workspace();
  if (!space.startZlib(window)) return base::fail(ErrorCode::kInternal, "cannot start zlib");
  z_stream& stream = space.zlib;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(space.scratch.data());
    stream.avail_out = kScratchBytes;
    const int result = inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = kScratchBytes - stream.avail_out;
    if (auto added = sink.append(space.scratch.data(), made); !added) return added;
    if (result == Z_STREAM_END) {
      const std::string_view rest = body.substr(body.size() - stream.avail_in);
      if (!gzip || !hasGzipMagic(rest)) return {};
      inflateReset(&stream);  // another member
    } else if (result == Z_BUF_ERROR || (result == Z_OK && made == 0 && stream.avail_in == 0)) {
      return truncated(name);
    } else if (result != Z_OK) {
      return malformed(name);
    }
  }
}

base::Result<> decodeBrotli(std::string_view body, Sink& sink) {
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
  if (state == nullptr) return base::fail(ErrorCode::kInternal, "cannot start brotli");
  Workspace& space = workspace();
  const auto* next_in = reinterpret_cast<const std::uint8_t*>(body.data());
  std::size_t left = body.size();
  for (;;) {
    auto* next_out = reinterpret_cast<std::uint8_t*>(space.scratch.data());
    std::size_t room = kScratchBytes;
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state.get(), &left, &next_in, &room, &next_out, nullptr);
    if (auto added = sink.append(space.scratch.data(), kScratchBytes - room); !added) return added;
    if (result == BROTLI_DECODER_RESULT_SUCCESS) return {};
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return truncated("br");
    if (result == BROTLI_DECODER_RESULT_ERROR) return malformed("br");
  }
}

// What a frame says of its window (RFC 8878 3.1.1.1); 0 when it says nothing.
std::uint64_t zstdWindow(std::string_view frame) {
  constexpr unsigned kSingleSegment = 0x20;  // the window is the content
  if (frame.size() < 6 || (static_cast<unsigned char>(frame[4]) & kSingleSegment) != 0) return 0;
  const unsigned window = static_cast<unsigned char>(frame[5]);
  const std::uint64_t base = std::uint64_t{1} << (10 + (window >> 3));
  return base + base / 8 * (window & 7);
}

base::Result<> windowTooLarge(std::string_view frame) {
  constexpr std::uint64_t kMiB = 1 << 20;
  std::string text = "zstd content with a window ";
  if (const std::uint64_t window = zstdWindow(frame); window > 0) {
    text += "of " + std::to_string((window + kMiB - 1) / kMiB) + " MiB, ";
  }
  return base::fail(ErrorCode::kParse, text + "beyond the limit of 8 MiB (RFC 9659)");
}

base::Result<> decodeZstd(std::string_view body, Sink& sink) {
  Workspace& space = workspace();
  if (space.zstd == nullptr) {
    space.zstd.reset(ZSTD_createDCtx());
    if (space.zstd == nullptr) return base::fail(ErrorCode::kInternal, "cannot start zstd");
    ZSTD_DCtx_setParameter(space.zstd.get(), ZSTD_d_windowLogMax, kZstdWindowLog);
  }
  ZSTD_DCtx_reset(space.zstd.get(), ZSTD_reset_session_only);
  ZSTD_inBuffer input{body.data(), body.size(), 0};
  std::size_t frame_at = 0;
  for (;;) {
    ZSTD_outBuffer output{space.scratch.data(), kScratchBytes, 0};
    const std::size_t result = ZSTD_decompressStream(space.zstd.get(), &output, &input);
    if (ZSTD_isError(result) != 0) {
      const bool window = ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge;
      return window ? windowTooLarge(body.substr(frame_at)) : malformed("zstd");
    }
    if (auto added = sink.append(space.scratch.data(), output.pos); !added) return added;
    if (result == 0) frame_at = input.pos;
    if (input.pos < input.size || output.pos == output.size) continue;
    return result == 0 ? base::Result<>() : truncated("zstd");
  }
}

base::Result<> decodeOne(Coding coding, std::string_view body, Sink sink) {
  switch (coding) {
    case Coding::kGzip:
      return decodeZlib(body, sink, true);
    case Coding::kDeflate:
      return decodeZlib(body, sink, false);
    case Coding::kBrotli:
      return decodeBrotli(body, sink);
    case Coding::kZstd:
      return decodeZstd(body, sink);
  }
  return {};
}

// The codings in the order in which they were applied.
struct Chain {
  std::array<Coding, kMaxCodings> codings{};
  std::size_t count = 0;
};

// Empty when one of them is unknown.
std::optional<Chain> parseChain(std::string_view text) {
  Chain chain;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view item = trimBlanks(text.substr(0, comma));
    std::optional<Coding> coding;
    if (equalsIgnoreCase(item, "gzip") || equalsIgnoreCase(item, "x-gzip")) {
      coding = Coding::kGzip;
    } else if (equalsIgnoreCase(item, "deflate")) {
      coding = Coding::kDeflate;
    } else if (equalsIgnoreCase(item, "br")) {
      coding = Coding::kBrotli;
    } else if (equalsIgnoreCase(item, "zstd")) {
      coding = Coding::kZstd;
    } else if (!item.empty() && !equalsIgnoreCase(item, "identity")) {
      return std::nullopt;
    }
    if (coding) {
      if (chain.count == kMaxCodings) return std::nullopt;
      chain.codings[chain.count++] = *coding;
    }
    if (comma == std::string_view::npos) return chain;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

base::Result<std::string_view> decodeContent(std::string_view content_encoding,
                                             std::string_view body, std::string& buffer,
                                             std::uint64_t limit) {
  if (content_encoding.empty() || body.empty()) return body;
  const auto chain = parseChain(content_encoding);
  if (!chain || chain->count == 0) return body;
  if (body.size() > UINT32_MAX) {
    return base::fail(ErrorCode::kLimit, "encoded content is beyond 4 GiB");
  }
  if (buffer.capacity() > kKeptDecoderBytes) std::string().swap(buffer);
  std::string between;
  for (std::size_t left = chain->count; left > 0; --left) {
    if (left < chain->count) {
      between.swap(buffer);
      body = between;
    }
    buffer.clear();
    auto decoded = decodeOne(chain->codings[left - 1], body, Sink{buffer, limit});
    if (!decoded) return base::fail(decoded.error());
  }
  return std::string_view(buffer);
}

}  // namespace hrp::http
