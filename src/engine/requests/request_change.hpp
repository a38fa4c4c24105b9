#pragma once
// What a setup hook made of `$request`, put back into the request that is about to be sent. Pure;
// only steps with such hooks come here.

#include "engine/requests/request_renderer.hpp"
#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::engine {

// `before` is requestObject(request), `after` the changed map; members that `after` does not have
// stay. The request's memory becomes its own, its head open as after RequestRenderer::render().
// A body that did not change keeps its bytes. Errors name the member ("$request.url: …"); the
// request is not to be sent then.
[[nodiscard]] base::Result<> changeRequest(const expression::Value& before,
                                           const expression::Value& after,
                                           RenderedRequest& request);

}  // namespace hrp::engine
