#pragma once
// RequestFrame: a request of which nothing but the path, values of params and header fields and
// values in a JSON body depend on the user, as most requests that carry what an earlier response
// gave. Its head is put together from pieces that were rendered once, which takes a third of the
// instructions of rendering it whole; any request that is not plain is left to the renderer.
//
// Made at prepare() by RequestRenderer::fix(), then constant and shared by all threads.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/requests/rendered_request.hpp"
#include "hrp/expression/template.hpp"

namespace hrp::engine {

class RequestFrame {
 public:
  // What stands in a sample request where part `index` goes; part 0 is the target.
  [[nodiscard]] static std::string mark(std::size_t index);
  // What the step gives to a request; it must outlive the frame.
  struct Sources {
    const expression::Template* target = nullptr;          // null: the url is a constant
    std::vector<const expression::ValueTemplate*> params;  // values, in the order of their names
    std::vector<const expression::ValueTemplate*> fields;  // values
    const expression::ValueTemplate* body = nullptr;       // a list or a map; null: a constant
  };
  // `sample` is the request with marks: "/" and mark 0 for a target, one more for each value of
  // params and fields, in that order; and any body where that depends on the user. Null when its
  // head is not of this form.
  [[nodiscard]] static std::shared_ptr<const RequestFrame> of(RenderedRequest sample,
                                                              const Sources& sources);

  // The parts of the request that do not depend on the user's cookies, as RequestRenderer::render()
  // makes them. False: it has to be rendered whole, which may be an error.
  [[nodiscard]] bool render(const expression::Scope& scope, RenderedRequest& out) const;

 private:
  struct Part {
    const expression::ValueTemplate* value;  // owned by the step
    std::string after;                       // the text behind it
  };

  using Pieces = std::vector<std::string>;

  RequestFrame() = default;
  [[nodiscard]] bool takeTarget(const expression::Template& target, std::string& before_mark);
  [[nodiscard]] bool takeQuery(const Sources& sources, Pieces::iterator& piece);
  [[nodiscard]] bool takeBody(const expression::ValueTemplate& value);
  [[nodiscard]] bool renderTarget(const expression::Scope& scope, RenderedRequest& out) const;
  [[nodiscard]] bool renderParams(const expression::Scope& scope, RenderedRequest& out) const;

  // Its head is what stands before the target, with a constant url and a constant query; its path
  // is what comes before a target.
  ConstantParts constant_;
  const expression::Template* target_ = nullptr;  // owned by the step; null: the url is constant
  bool has_params_ = false;                       // behind those of the constant query
  std::string before_params_;                     // up to the value of the first of them
  std::vector<Part> params_;
  std::string after_query_;  // up to the length of the body, when that depends on the user
  std::string after_length_;
  std::vector<Part> fields_;
  const expression::ValueTemplate* body_value_ = nullptr;  // null: the body is constant
};

// Makes `target` below `base`, whose path needs no cleaning, the url of `out`, if it is a path
// (with a query) that needs neither cleaning nor escaping; false when it is not.
[[nodiscard]] bool takePlainTarget(std::string_view target, const http::Url& base,
                                   RenderedRequest& out);

}  // namespace hrp::engine
