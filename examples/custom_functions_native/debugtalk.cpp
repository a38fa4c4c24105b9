// Functions of the testcases in this folder and below, at full speed, in C++. Built once into
// debugtalk.so beside this file, by `cmake -S . -B build && cmake --build build`, or by
//
//     c++ -std=c++17 -O2 -shared -fPIC -I ../../include debugtalk.cpp -o debugtalk.so
//
// native_abi.h describes the interface; hrp calls the functions from several threads at a time.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "hrp/plugin/native_abi.h"

namespace {

std::string_view textOf(const hrp_api* api, const hrp_value* value) {
  std::size_t size = 0;
  const char* text = api->as_text(value, &size);
  if (text == nullptr) throw std::invalid_argument("expected text");
  return {text, size};
}

void put(const hrp_api* api, hrp_value* map, std::string_view key, std::string_view text) {
  api->set_text(api->entry(map, key.data(), key.size()), text.data(), text.size());
}

// ${checksum($text)}: FNV-1a of 64 bits, in hex.
int checksum(const hrp_api* api, const hrp_value* arguments, hrp_value* result, void*) {
  std::uint64_t sum = 14695981039346656037U;
  for (const char c : textOf(api, api->item(arguments, 0))) {
    sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  std::string hex;
  for (int shift = 60; shift >= 0; shift -= 4) hex += "0123456789abcdef"[(sum >> shift) & 15];
  api->set_text(result, hex.data(), hex.size());
  return 0;
}

// ${new_users(3)}: rows for `parameters`.
int newUsers(const hrp_api* api, const hrp_value* arguments, hrp_value* result, void*) {
  const std::int64_t count = api->as_int(api->item(arguments, 0));
  api->set_list(result);
  for (std::int64_t number = 1; number <= count; ++number) {
    hrp_value* row = api->append(result);
    api->set_map(row);
    put(api, row, "user", "user" + std::to_string(number));
    api->set_int(api->entry(row, "age", 3), 20 + number);
  }
  return 0;
}

// ${expect_ok($response)}, a hook: what it throws fails the step.
int expectOk(const hrp_api* api, const hrp_value* arguments, hrp_value*, void*) {
  const hrp_value* status = api->find(api->item(arguments, 0), "status_code");
  if (api->as_int(status) == 200) return 0;
  throw std::runtime_error("status " + std::to_string(api->as_int(status)));
}

const hrp_function kFunctions[] = {
    {"checksum", 1, 1, checksum, nullptr},
    {"new_users", 1, 1, newUsers, nullptr},
    {"expect_ok", 1, 1, expectOk, nullptr},
};
const hrp_library kLibrary = {HRP_ABI_VERSION, 3, kFunctions, nullptr, nullptr};

}  // namespace

HRP_EXPORT const hrp_library* hrp_functions(void) {
  return &kLibrary;
}
