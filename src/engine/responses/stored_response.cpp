#include "engine/responses/stored_response.hpp"

namespace hrp::engine {

StoredResponse::StoredResponse(const http::Response& response, std::string_view body)
    : body_(body) {
  fields_.reserve(response.headers.size());
  headers_.reserve(response.headers.size());
  for (const http::HeaderField& field : response.headers) {
    const auto& copy = fields_.emplace_back(field.name, field.value);
    headers_.push_back({copy.first, copy.second});
  }
  response_.status = response.status;
  response_.version_major = response.version_major;
  response_.version_minor = response.version_minor;
  response_.headers = headers_;
  response_.body = body_;
}

}  // namespace hrp::engine
