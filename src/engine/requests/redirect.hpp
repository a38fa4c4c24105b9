#pragma once
// Redirects: what a 3xx response asks for, and the request that follows it (section 6 of the
// semantics; RFC 9110 15.4, Fetch). Pure.

#include <string>
#include <string_view>

#include "engine/requests/request_renderer.hpp"
#include "hrp/base/error.hpp"

namespace hrp::engine {

// Of one step, the first one included (as in the Go version): the tenth answer that redirects is
// one too many.
inline constexpr int kMaxRequests = 10;

// 301, 302, 303, 307 and 308; the others are answers by themselves.
[[nodiscard]] bool isRedirect(int status);

// Turns `request` into the one that follows: 307 and 308 repeat it; else all but GET and HEAD
// become GET without a body. Another origin gets no Authorization but that of its URL, and no
// cookies of the step. The head ends where its cookies go: RequestRenderer::finish() completes it
// as the next step. `own_*` of the request hold everything afterwards.
[[nodiscard]] base::Result<> followRedirect(int status, std::string_view location,
                                            RenderedRequest& request);

// As Go does: a cookie of the step gives way to one that the redirecting response sets.
void dropReplacedCookies(const http::Response& response, RenderedRequest& request);

}  // namespace hrp::engine
