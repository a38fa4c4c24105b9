#pragma once
// The text of python_host.py, which every interpreter is started with.

namespace hrp::plugin {

extern const char* const kHostScript;

}  // namespace hrp::plugin
