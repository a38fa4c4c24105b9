#pragma once
// What a native library sees of values: the table of functions of native_abi.h over
// expression::Value. An hrp_value is a Value. Pure; any thread.

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"
#include "hrp/plugin/native_abi.h"

namespace hrp::plugin {

[[nodiscard]] const hrp_api& nativeApi();

[[nodiscard]] const hrp_value* toNative(const expression::Value& value);
[[nodiscard]] hrp_value* toNative(expression::Value& value);

// What a library has made is used as if it came from hrp itself, so text has to be UTF-8, numbers
// have to be numbers, and lists and maps nest kMaxValueDepth levels at most.
[[nodiscard]] base::Result<> checkNativeValue(const expression::Value& value);

}  // namespace hrp::plugin
