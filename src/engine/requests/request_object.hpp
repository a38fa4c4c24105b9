#pragma once
// What a hook sees as `$request`: method, url, params, headers (canonical names, `Cookie` when the
// step has cookies of its own) and body of the request as it will be sent. Pure.

#include "engine/requests/request_renderer.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::engine {

// A body that is JSON is given as its value, any other as text; that of an upload as null. `url` is
// complete; `params` are the texts that the step's params put into it.
[[nodiscard]] expression::Value requestObject(const RenderedRequest& request);

}  // namespace hrp::engine
