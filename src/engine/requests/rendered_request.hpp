#pragma once
// RenderedRequest: the bytes of one request while its user sends it. Made by RequestRenderer,
// changed by hooks and redirects. Owned by one user at a time.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/requests/multipart.hpp"
#include "engine/requests/request_plan.hpp"

namespace hrp::engine {

// A request as its user keeps it while it is under way. Reused for other requests, so that its
// texts keep their memory.
struct RenderedRequest {
  http::Url own_url;
  http::Origin own_origin;
  std::string own_head;
  std::string own_body;
  std::string own_step_cookies;
  std::vector<BodyFile> files;  // of an upload, between pieces of own_body

  // Point into the above, or into the plan when the request is the same for every user.
  const FixedRequest* fixed = nullptr;  // set when own_head is not used (yet)
  const http::Url* url = nullptr;
  const http::Origin* origin = nullptr;
  std::string_view head;  // complete
  std::string_view body;
  std::vector<http::BodyPiece> more_body;  // behind `body`, when there are files
  std::uint64_t more_bytes = 0;
  http::ChunkFrame chunk;  // of the body
  std::string_view step_cookies;
  std::size_t params_at = 0;  // in the url's query, where that of the step's params begins

  // Points to `parts`, all but the head.
  void use(const ConstantParts& parts) {
    url = &parts.url;
    origin = &parts.origin;
    body = parts.body;
    step_cookies = parts.step_cookies;
    params_at = parts.params_at;
    chunk = parts.chunk;
  }
  // Of one without files, what is in own_…, which is used no longer.
  [[nodiscard]] ConstantParts takeConstantParts();
  // Points to what is in own_… and in the files.
  void useOwn();
  // Of own_body with the files.
  [[nodiscard]] std::uint64_t ownBodyBytes() const;
  void dropFiles();
  // Frames what own_body and the files hold, which is not nothing, as one chunk; takes that off.
  void frameAsChunk();
  void takeChunkOff();
  // `body` without the frame of a chunk.
  [[nodiscard]] std::string_view plainBody() const;
  // std::find, as a call of memchr costs more than a method is long.
  [[nodiscard]] std::string_view method() const {
    return {head.begin(), std::find(head.begin(), head.end(), ' ')};
  }
};

}  // namespace hrp::engine
