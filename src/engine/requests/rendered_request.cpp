#include "engine/requests/rendered_request.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace hrp::engine {
namespace {

// What ends a chunk and, with no trailer, the body.
constexpr std::string_view kLastChunk = "\r\n0\r\n\r\n";

}  // namespace

void RenderedRequest::useOwn() {
  fixed = nullptr;
  url = &own_url;
  origin = &own_origin;
  head = own_head;
  body = own_body;
  step_cookies = own_step_cookies;
  more_body.clear();
  more_bytes = 0;
  if (files.empty()) return;
  std::size_t at = files.front().at;
  body = std::string_view(own_body).substr(0, at);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::size_t end = i + 1 < files.size() ? files[i + 1].at : own_body.size();
    const base::StoredFile& file = *files[i].content;
    more_body.push_back(file.text() != nullptr ? http::BodyPiece{*file.text(), nullptr}
                                               : http::BodyPiece{{}, &file});
    more_body.push_back({std::string_view(own_body).substr(at, end - at), nullptr});
    at = end;
  }
  for (const http::BodyPiece& piece : more_body) more_bytes += piece.size();
}

ConstantParts RenderedRequest::takeConstantParts() {
  return {.head = std::move(own_head),
          .body = std::move(own_body),
          .step_cookies = std::move(own_step_cookies),
          .params_at = params_at,
          .chunk = chunk,
          .origin = std::move(own_origin),
          .url = std::move(own_url)};
}

std::uint64_t RenderedRequest::ownBodyBytes() const {
  std::uint64_t bytes = own_body.size();
  for (const BodyFile& file : files) bytes += file.content->size();
  return bytes;
}

void RenderedRequest::frameAsChunk() {
  std::array<char, 20> size{};
  char* end = std::to_chars(size.data(), size.data() + size.size(), ownBodyBytes(), 16).ptr;
  *end++ = '\r';
  *end++ = '\n';
  chunk = {static_cast<std::uint32_t>(end - size.data()),
           static_cast<std::uint32_t>(kLastChunk.size())};
  own_body.insert(0, size.data(), chunk.before);
  own_body += kLastChunk;
  for (BodyFile& file : files) file.at += chunk.before;
}

void RenderedRequest::takeChunkOff() {
  own_body.erase(0, chunk.before);
  own_body.erase(own_body.size() - chunk.after);
  for (BodyFile& file : files) file.at -= chunk.before;
  chunk = {};
}

std::string_view RenderedRequest::plainBody() const {
  std::string_view plain = body.substr(chunk.before);
  if (more_body.empty()) plain.remove_suffix(chunk.after);
  return plain;
}

void RenderedRequest::dropFiles() {
  if (files.empty()) return;
  files.clear();
  more_body.clear();
  more_bytes = 0;
}

}  // namespace hrp::engine
