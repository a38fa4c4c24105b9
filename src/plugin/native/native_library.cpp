#include "plugin/native/native_library.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "hrp/expression/utf8.hpp"
#include "plugin/host/binary_kind.hpp"
#include "plugin/host/private_folder.hpp"
#include "plugin/native/native_values.hpp"

namespace hrp::plugin {
namespace {

using base::ErrorCode;
using expression::CustomFunctions;
using expression::Value;

constexpr const char* kSymbol = "hrp_functions";
constexpr std::size_t kMostFunctions = 10'000;
constexpr std::size_t kMostName = 200;
constexpr std::size_t kMostMessage = 2000;

std::string ownVersion() {
  return "version " + std::to_string(HRP_ABI_VERSION) + " of the interface of native functions";
}

bool isFunctionName(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= kMostName && (name[0] < '0' || name[0] > '9') &&
         std::all_of(name.begin(), name.end(), fits);
}

// One line of what a library says about its failure.
std::string messageOf(const Value& said) {
  std::string text = said.is_string() ? said.get<std::string>() : "";
  if (text.empty()) return "it failed without a message";
  if (!expression::isValidUtf8(text)) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 126; }, '?');
  }
  if (text.size() > kMostMessage) text.resize(kMostMessage);
  while (!expression::isValidUtf8(text)) text.pop_back();  // half a character
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

// Runs code of a library: an exception that leaves it is a failure.
template <class Run>
base::Result<> guarded(const Value& said, const Run& run) {
  try {
    if (run() == 0) return {};
    return base::fail(ErrorCode::kFunction, messageOf(said));
  } catch (const std::exception& error) {
    return base::fail(ErrorCode::kFunction, messageOf(std::string(error.what())));
  } catch (...) {
    return base::fail(ErrorCode::kFunction, "it threw an exception that has no message");
  }
}

std::string loaderProblem(const std::string& copy, const std::string& file) {
  const char* problem = ::dlerror();
  std::string text = problem == nullptr ? "it cannot be loaded" : problem;
  for (auto at = text.find(copy); at != std::string::npos; at = text.find(copy)) {
    text.replace(at, copy.size(), file);
  }
  return text.starts_with(file) ? text : file + ": " + text;
}

}  // namespace

NativeLibrary::NativeLibrary(NativeLibrary&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      library_(std::exchange(other.library_, nullptr)),
      opened_(std::exchange(other.opened_, false)),
      functions_(std::move(other.functions_)),
      signatures_(std::move(other.signatures_)) {}

base::Result<NativeLibrary> NativeLibrary::open(const expression::CustomSource& source) {
  NativeLibrary library;
  auto opened = library.load(source);
  if (opened) opened = library.takeDescription(source.file);
  if (opened && library.library_->open != nullptr) {
    Value environment = Value::object();
    for (const auto& [name, value] : source.environment) environment[name] = value;
    Value problem;
    opened = guarded(problem, [&] {
      return library.library_->open(&nativeApi(), toNative(std::as_const(environment)),
                                    toNative(problem));
    });
    if (!opened) opened = base::fail(opened.error().within(source.file + ": it does not open"));
  }
  library.opened_ = opened.has_value();
  if (opened) return library;
  library.close();
  return base::fail(std::move(opened.error()));
}

base::Result<> NativeLibrary::load(const expression::CustomSource& source) {
  if (auto fits = checkRunsHere(source.text, source.file); !fits) return fits;
  auto folder = PrivateFolder::make();
  if (!folder) return base::fail(folder.error().within(source.file));
  const auto copy = folder->write("debugtalk.so", source.text, 0700);
  if (!copy) return base::fail(copy.error().within(source.file));
  handle_ = ::dlopen(copy->c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ != nullptr) return {};
  return base::fail(ErrorCode::kFunction, loaderProblem(*copy, source.file));
}

base::Result<> NativeLibrary::takeDescription(const std::string& file) {
  const auto symbol = reinterpret_cast<hrp_functions_symbol>(::dlsym(handle_, kSymbol));
  if (symbol == nullptr) {
    return base::fail(ErrorCode::kFunction,
                      file + ": it has no symbol " + kSymbol + ", which " + ownVersion() + " needs",
                      "include/hrp/plugin/native_abi.h describes such a library; a plugin in Go is "
                      "built with hrp build");
  }
  Value no_message;
  auto described = guarded(no_message, [&] {
    library_ = symbol();
    return 0;
  });
  if (!described) return base::fail(described.error().within(file));
  if (library_ == nullptr) {
    return base::fail(ErrorCode::kFunction, file + ": " + kSymbol + "() gives nothing");
  }
  if (library_->abi_version != HRP_ABI_VERSION) {
    const auto version = std::exchange(library_, nullptr)->abi_version;
    return base::fail(ErrorCode::kFunction,
                      file + ": it was compiled for version " + std::to_string(version) +
                          "; this hrp has " + ownVersion(),
                      "compile it with the native_abi.h of this release");
  }
  if (library_->function_count > kMostFunctions ||
      (library_->function_count > 0 && library_->functions == nullptr)) {
    return base::fail(ErrorCode::kFunction, file + ": its list of functions cannot be used");
  }
  for (std::size_t i = 0; i < library_->function_count; ++i) {
    if (auto taken = takeFunction(i); !taken) return base::fail(taken.error().within(file));
  }
  return {};
}

base::Result<> NativeLibrary::takeFunction(std::size_t index) {
  const hrp_function& function = library_->functions[index];
  const std::string name = function.name == nullptr ? "" : function.name;
  const std::string place = "function " + std::to_string(index + 1);
  const auto refuse = [&place](const std::string& reason) {
    return base::fail(ErrorCode::kFunction, place + " of its list: " + reason);
  };
  if (!isFunctionName(name)) return refuse("its name is none: " + messageOf(Value(name)));
  if (function.body == nullptr) return refuse(name + " has no body");
  if (function.max_arguments < function.min_arguments) {
    return refuse(name + " takes at most fewer arguments than at least");
  }
  for (const auto& known : signatures_) {
    if (known.name == name) return refuse(name + " is there already");
  }
  CustomFunctions::Signature signature;
  signature.name = name;
  signature.min_arguments = function.min_arguments;
  if (function.max_arguments != HRP_ANY_NUMBER) signature.max_arguments = function.max_arguments;
  functions_.push_back(function);
  signatures_.push_back(std::move(signature));
  return {};
}

base::Result<Value> NativeLibrary::call(std::size_t index, const Value& arguments) const {
  const hrp_function& function = functions_[index];
  const std::string place = "function " + signatures_[index].name;
  if (arguments.size() < function.min_arguments || arguments.size() > function.max_arguments) {
    return base::fail(ErrorCode::kFunction, place + ": it does not take " +
                                                std::to_string(arguments.size()) + " argument(s)");
  }
  Value result;
  const auto called = guarded(result, [&] {
    return function.body(&nativeApi(), toNative(arguments), toNative(result), function.data);
  });
  if (!called) return base::fail(called.error().within(place));
  if (const auto usable = checkNativeValue(result); !usable) {
    return base::fail(usable.error().within(place + ": its result cannot be used"));
  }
  return result;
}

void NativeLibrary::close() {
  if (handle_ == nullptr) return;
  if (opened_ && library_ != nullptr && library_->close != nullptr) {
    const Value no_message;
    static_cast<void>(guarded(no_message, [&] {
      library_->close();
      return 0;
    }));
  }
  ::dlclose(std::exchange(handle_, nullptr));
}

}  // namespace hrp::plugin
