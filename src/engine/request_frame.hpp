#pragma once
// RequestFrame: a request of which nothing but the path and the values of header fields depends on
// the user, as most requests that carry what an earlier response gave. Its head is put together
// from pieces that were rendered once, which takes a third of the instructions of rendering it
// whole; any request that is not plain is left to the renderer.
//
// Made at prepare() by RequestRenderer::fix(), then constant and shared by all threads.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rendered_request.hpp"
#include "hrp/expression/template.hpp"

namespace hrp::engine {

class RequestFrame {
 public:
  struct Part {
    const expression::ValueTemplate* value;  // owned by the step
    std::string after;                       // the text behind it
  };

  // What stands in a sample request where part `index` goes; part 0 is the target.
  [[nodiscard]] static std::string mark(std::size_t index);
  // `sample` is the request with marks, its target "/" and mark 0; it has one mark for `target` and
  // each of `values`, in that order. Null when its head is not of this form.
  [[nodiscard]] static std::shared_ptr<const RequestFrame> of(
      RenderedRequest sample, const expression::Template& target,
      const std::vector<const expression::ValueTemplate*>& values);

  // The parts of the request that do not depend on the user's cookies, as RequestRenderer::render()
  // makes them. False: it has to be rendered whole, which may be an error.
  [[nodiscard]] bool render(const expression::Scope& scope, RenderedRequest& out) const;

 private:
  RequestFrame() = default;

  http::Url base_;  // its path is what comes before the target
  http::Origin origin_;
  std::string before_target_;
  const expression::Template* target_ = nullptr;  // owned by the step
  std::string after_target_;
  std::vector<Part> fields_;
  std::string body_;
  std::string step_cookies_;
};

// Makes `target` below `base`, whose path needs no cleaning, the url of `out`, if it is a path
// (with a query) that needs neither cleaning nor escaping; false when it is not.
[[nodiscard]] bool takePlainTarget(std::string_view target, const http::Url& base,
                                   RenderedRequest& out);

}  // namespace hrp::engine
