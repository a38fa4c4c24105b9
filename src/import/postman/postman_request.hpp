#pragma once
// PostmanRequest: a request of a Postman collection as that of a step. One request, one thread.

#include <string>

#include "import/postman/postman_body.hpp"

namespace hrp::import {

struct PostmanItem {
  const OrderedValue& source;     // "request": a map, or the URL alone
  const OrderedValue& auth;       // its own, or what it inherits
  const OrderedValue& behaviour;  // "protocolProfileBehavior"
};

// A request without a URL is an error.
[[nodiscard]] base::Result<OrderedValue> readPostmanRequest(const PostmanItem& item,
                                                            PostmanBodyNeeds needs);

}  // namespace hrp::import
