# SPDX-License-Identifier: MIT
# Writes OUT, a C file with every kernel file as a byte array: struct kernel_file { name, text, length }, sorted by
# name. Unsigned bytes, because those of a comment in UTF-8 do not fit a signed char.
file(GLOB_RECURSE files RELATIVE ${KERNEL_DIR} ${KERNEL_DIR}/*.cl ${KERNEL_DIR}/*.h)
list(SORT files)
set(arrays "")
set(table "")
set(index 0)
foreach(name IN LISTS files)
  file(READ ${KERNEL_DIR}/${name} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "static const unsigned char text_${index}[] = {\n${bytes}0x00};\n")
  string(APPEND table "    {\"${name}\", (const char *)text_${index}, sizeof text_${index} - 1},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT} "/* Made by cmake/embed_kernels.cmake. */\n#include \"device/kernel_files.h\"\n\n${arrays}\nconst struct kernel_file kernel_files[] = {\n${table}    {0, 0, 0},\n};\nconst size_t kernel_file_count = ${index};\n")
