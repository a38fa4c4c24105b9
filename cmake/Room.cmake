# hrp_precompile(NAME HEADERS <h>… OPTIONS … LINK target…) makes the precompiled header that targets of these
# options share: the standard library and nlohmann/json are most of what a file of this project costs to
# compile. The definitions of the linked targets belong to it.
file(WRITE "${CMAKE_BINARY_DIR}/hrp_pch.cpp.in" "// Carries the shared precompiled header.\n")
file(COPY_FILE "${CMAKE_BINARY_DIR}/hrp_pch.cpp.in" "${CMAKE_BINARY_DIR}/hrp_pch.cpp" ONLY_IF_DIFFERENT)
function(hrp_precompile name)
  cmake_parse_arguments(PCH "" "" "HEADERS;OPTIONS;LINK" ${ARGN})
  add_library(${name} STATIC "${CMAKE_BINARY_DIR}/hrp_pch.cpp")
  target_precompile_headers(${name} PUBLIC
    <algorithm> <chrono> <functional> <map> <memory> <nlohmann/json.hpp> <optional> <string>
    <string_view> <tl/expected.hpp> <unordered_map> <variant> <vector> ${PCH_HEADERS})
  target_link_libraries(${name} PRIVATE hrp_warnings ${PCH_LINK})
  target_compile_options(${name} PRIVATE ${PCH_OPTIONS})
endfunction()
# What a fuzzer has to see of the code that it drives.
set(HRP_FUZZ_OPTIONS $<$<BOOL:${HRP_FUZZ}>:-fsanitize=fuzzer-no-link>)
# Tests are half of the code and most wait more than they compute: unoptimised (and not in a fuzzer's
# sight) they compile in half the time. A precompiled header has to have the options of its users.
set(HRP_TEST_OPTIONS -O0)
hrp_precompile(hrp_pch OPTIONS ${HRP_FUZZ_OPTIONS})
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)  # lets ccache see through the precompiled header
endif()

# With HRP_UNITY the files of a target are compiled in groups, which instantiates their common templates
# once a group: a whole build takes a third of the time, a change to one file takes longer. Names in
# anonymous namespaces therefore have to differ within a room, and within a room's tests.
function(hrp_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${HRP_UNITY} UNITY_BUILD_BATCH_SIZE 24)
  if(HRP_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC takes an included source for a header, where an anonymous namespace would be a mistake.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

# hrp_room(NAME SOURCES a.cpp … PUBLIC target… PRIVATE target…) makes the static library hrp_NAME.
# The PUBLIC and PRIVATE lists spell the allowed edges between rooms; nothing else links rooms together.
function(hrp_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(NOT ROOM_SOURCES)
    add_library(hrp_${name} INTERFACE)
    target_include_directories(hrp_${name} INTERFACE "${PROJECT_SOURCE_DIR}/include")
    target_link_libraries(hrp_${name} INTERFACE ${ROOM_PUBLIC})
    return()
  endif()
  add_library(hrp_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(hrp_${name} PUBLIC "${PROJECT_SOURCE_DIR}/include"
                                         PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(hrp_${name} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE} hrp_warnings)
  target_precompile_headers(hrp_${name} REUSE_FROM hrp_pch)
  target_compile_options(hrp_${name} PRIVATE ${HRP_FUZZ_OPTIONS})
  hrp_unity(hrp_${name})
  if(name IN_LIST HRP_LTO_ROOMS)
    hrp_lto_room(hrp_${name})
  endif()
endfunction()

# hrp_unit_test(ROOM [OPTIMISED] [OF other] SOURCES a_test.cpp … LINK target…) makes hrp_ROOM_tests and registers
# its cases, under sanitizers as one test. OF: a program of its own for another room. OPTIMISED is for those that compute: simulations of thousands of runs.
function(hrp_unit_test room)
  cmake_parse_arguments(TEST "OPTIMISED" "OF" "SOURCES;LINK" ${ARGN})
  if(NOT TEST_OF)
    set(TEST_OF ${room})
  endif()
  add_executable(hrp_${room}_tests ${TEST_SOURCES})
  target_include_directories(hrp_${room}_tests PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(hrp_${room}_tests PRIVATE hrp_${TEST_OF} ${TEST_LINK} hrp_warnings GTest::gmock_main)
  if(TEST_OPTIMISED)
    target_precompile_headers(hrp_${room}_tests REUSE_FROM hrp_pch)
    target_compile_options(hrp_${room}_tests PRIVATE ${HRP_FUZZ_OPTIONS})
  else()
    target_precompile_headers(hrp_${room}_tests REUSE_FROM hrp_test_pch)
    target_compile_options(hrp_${room}_tests PRIVATE ${HRP_TEST_OPTIONS})
  endif()
  hrp_unity(hrp_${room}_tests)
  if(HRP_SANITIZE)
    # A process of its own would cost most cases more than what they do.
    add_test(NAME unit/${room} COMMAND hrp_${room}_tests --gtest_brief=1)
    set_tests_properties(unit/${room} PROPERTIES TIMEOUT 600 LABELS unit)
  else()
    gtest_discover_tests(hrp_${room}_tests DISCOVERY_MODE PRE_TEST TEST_PREFIX "${room}/"
                         PROPERTIES TIMEOUT 120 LABELS unit)
  endif()
endfunction()
