#pragma once
// NativeLibrary: a debugtalk.so that is loaded into this process (native_abi.h), with its
// functions.
//
// open() and close() are called by one thread; call() by any, several at a time. The file is loaded
// from a private copy that is removed at once, so a later change of it does not touch this process.

#include <cstddef>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/custom_function.hpp"
#include "hrp/plugin/native_abi.h"

namespace hrp::plugin {

class NativeLibrary {
 public:
  // kFunction with the file: no library for this machine, another version of the interface, a
  // symbol that is missing, a function that cannot be used, or its own refusal to open.
  static base::Result<NativeLibrary> open(const expression::CustomSource& source);
  ~NativeLibrary() = default;  // stays loaded unless close() was called
  NativeLibrary(NativeLibrary&& other) noexcept;
  NativeLibrary& operator=(NativeLibrary&&) = delete;
  NativeLibrary(const NativeLibrary&) = delete;
  NativeLibrary& operator=(const NativeLibrary&) = delete;

  [[nodiscard]] const std::vector<expression::CustomFunctions::Signature>& signatures() const {
    return signatures_;
  }
  // Runs the function of signatures()[index]. A failure is kFunction and names the function.
  [[nodiscard]] base::Result<expression::Value> call(std::size_t index,
                                                     const expression::Value& arguments) const;
  // Unloads it; no call may run any more.
  void close();

 private:
  NativeLibrary() = default;
  base::Result<> load(const expression::CustomSource& source);
  base::Result<> takeDescription(const std::string& file);
  base::Result<> takeFunction(std::size_t index);

  void* handle_ = nullptr;
  const hrp_library* library_ = nullptr;
  bool opened_ = false;
  std::vector<hrp_function> functions_;
  std::vector<expression::CustomFunctions::Signature> signatures_;
};

}  // namespace hrp::plugin
