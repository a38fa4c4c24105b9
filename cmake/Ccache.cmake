# ccache makes rebuilds and the sanitizer builds of CI cheap. Precompiled headers need its "sloppiness".
find_program(HRP_CCACHE ccache)
if(HRP_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${HRP_CCACHE})
endif()
