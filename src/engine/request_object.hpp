#pragma once
// What a hook sees as `$request`: method, url, headers (canonical names) and body of the request as
// it will be sent. Pure.

#include "engine/request_renderer.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::engine {

// A body that is JSON is given as its value, any other as text.
[[nodiscard]] expression::Value requestObject(const RenderedRequest& request);

}  // namespace hrp::engine
