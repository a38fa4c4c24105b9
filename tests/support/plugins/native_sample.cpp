// A small library of native functions for the tests (native_abi.h): what the tests load.
#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

#include "hrp/plugin/native_abi.h"

namespace {

std::string opened_with;
std::atomic<int> inside{0};

int same(const hrp_api* api, const hrp_value* arguments, hrp_value* result, void*) {
  api->set_copy(result, api->item(arguments, 0));
  return 0;
}

int kindOf(const hrp_api* api, const hrp_value* arguments, hrp_value* result, void*) {
  api->set_int(result, api->kind(api->item(arguments, 0)));
  return 0;
}

int add(const hrp_api* api, const hrp_value* arguments, hrp_value* result, void*) {
  int64_t sum = 0;
  for (size_t i = 0; i < api->count(arguments); ++i) sum += api->as_int(api->item(arguments, i));
  api->set_int(result, sum);
  return 0;
}

int fail(const hrp_api* api, const hrp_value* arguments, hrp_value* result, void*) {
  size_t size = 0;
  const char* text = api->as_text(api->item(arguments, 0), &size);
  if (text != nullptr) api->set_text(result, text, size);
  return 1;
}

int raise(const hrp_api* api, const hrp_value* arguments, hrp_value*, void*) {
  if (api->kind(api->item(arguments, 0)) == HRP_INT) throw 5;
  throw std::runtime_error("thrown in\nC++");
}

int environment(const hrp_api* api, const hrp_value*, hrp_value* result, void*) {
  api->set_text(result, opened_with.data(), opened_with.size());
  return 0;
}

// Waits until as many calls are inside as its argument says.
int together(const hrp_api* api, const hrp_value* arguments, hrp_value* result, void*) {
  ++inside;
  while (inside < api->as_int(api->item(arguments, 0))) std::this_thread::yield();
  api->set_bool(result, 1);
  return 0;
}

std::atomic<bool> released{false};

int stuck(const hrp_api*, const hrp_value*, hrp_value*, void*) {
  released.wait(false);
  return 0;
}

int release(const hrp_api*, const hrp_value*, hrp_value*, void*) {
  released = true;
  released.notify_all();
  return 0;
}

int wrong(const hrp_api* api, const hrp_value* arguments, hrp_value* result, void*) {
  const std::string what = api->as_text(api->item(arguments, 0), nullptr);
  if (what == "text") api->set_text(result, "\xff", 1);
  if (what == "float") api->set_float(result, 1e308 * 10);
  if (what == "deep") {
    hrp_value* inner = result;
    for (int i = 0; i < 1100; ++i) {
      api->set_list(inner);
      inner = api->append(inner);
    }
  }
  return 0;
}

int tagged(const hrp_api* api, const hrp_value*, hrp_value* result, void* data) {
  const char* text = static_cast<const char*>(data);
  api->set_text(result, text, std::char_traits<char>::length(text));
  return 0;
}

char tag[] = "the data";

const hrp_function kFunctions[] = {
    {"same", 1, 1, same, nullptr},
    {"kind_of", 1, 1, kindOf, nullptr},
    {"add", 1, HRP_ANY_NUMBER, add, nullptr},
    {"fail", 1, 1, fail, nullptr},
    {"raise", 1, 1, raise, nullptr},
    {"environment", 0, 0, environment, nullptr},
    {"together", 1, 1, together, nullptr},
    {"stuck", 0, 0, stuck, nullptr},
    {"release", 0, 0, release, nullptr},
    {"wrong", 1, 1, wrong, nullptr},
    {"tagged", 0, 2, tagged, tag},
};

int addEntry(void*, const char* key, size_t key_size, const hrp_value*) {
  opened_with += std::string(key, key_size) + ";";
  return 0;
}

int openSample(const hrp_api* api, const hrp_value* variables, hrp_value* problem) {
  api->each(variables, addEntry, nullptr);
  if (api->find(variables, "REFUSE") == nullptr) return 0;
  size_t size = 0;
  const char* reason = api->as_text(api->find(variables, "REFUSE"), &size);
  api->set_text(problem, reason, size);
  return 1;
}

const hrp_library kLibrary = {HRP_ABI_VERSION, sizeof kFunctions / sizeof kFunctions[0], kFunctions,
                              openSample, nullptr};

}  // namespace

HRP_EXPORT const hrp_library* hrp_functions(void) {
  return &kLibrary;
}
