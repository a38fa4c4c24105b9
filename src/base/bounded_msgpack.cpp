#include "hrp/base/bounded_msgpack.hpp"

#include <string>

namespace hrp::base {
namespace {

using nlohmann::json;

// A first pass without building anything: nlohmann's parser recurses once for each level, so
// bytes of nothing but opening brackets would exhaust the stack.
class Bouncer final : public nlohmann::json_sax<json> {
 public:
  explicit Bouncer(const MsgpackBounds& bounds) : bounds_(bounds) {}

  bool null() override { return more(); }
  bool boolean(bool) override { return more(); }
  bool number_integer(number_integer_t) override { return more(); }
  bool number_unsigned(number_unsigned_t) override { return more(); }
  bool number_float(number_float_t, const string_t&) override { return more(); }
  bool string(string_t&) override { return more(); }
  bool binary(binary_t&) override { return more(); }
  bool key(string_t&) override { return more(); }
  bool start_object(std::size_t) override { return enter(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool more() { return ++values_ <= bounds_.values; }
  bool enter() { return ++depth_ <= bounds_.depth && more(); }
  bool leave() {
    --depth_;
    return true;
  }
  const MsgpackBounds bounds_;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

std::optional<json> parseMsgpack(std::string_view bytes, const MsgpackBounds& bounds) {
  try {
    Bouncer bouncer(bounds);
    if (!json::sax_parse(bytes, &bouncer, json::input_format_t::msgpack)) return std::nullopt;
    return json::from_msgpack(bytes);
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace hrp::base
