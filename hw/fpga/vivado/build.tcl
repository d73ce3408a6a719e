# SPDX-License-Identifier: Apache-2.0
#
# From the sources to a bitstream for a Pynq:
#
#   vivado -mode batch -source hw/fpga/vivado/build.tcl -tclargs --board pynq-z1
#
#   --board      pynq-z1 (default), pynq-z2
#   --config     the geometry; default hw/config/pynq.json
#   --port       hp (default), acp: which port of the processor the memory is behind
#   --clock-mhz  of FCLK0; default 100
#   --out        default build/fpga/BOARD; gets vta.bit, vta.json for the driver, and reports
#   --until      bitstream (default), design: stop when there is a project with a block design
#
# vta.bit and vta.json are replaced together, at the end, and only when timing is met.

source [file join [file dirname [info script]] lib.tcl]
source [file join [file dirname [info script]] boards.tcl]
source [file join [file dirname [info script]] block_design.tcl]

# The project is there to hold the block design; the commands behind it are those of a non-project
# flow, all in this process.
proc vta::make_project {part out design} {
  create_project -force -part $part vta [file join $out project]
  add_files -norecurse [concat [dict get $design modules] [dict get $design headers] \
                            [list [dict get $design wrapper]]]
  set_property include_dirs [dict get $design folder] [current_fileset]
  set_property verilog_define SYNTHESIS=1 [current_fileset]  ;# leaves assertions out
  update_compile_order -fileset sources_1
}

proc vta::make_netlist {part} {
  set block [get_files vta_system.bd]
  set_property synth_checkpoint_mode None $block
  generate_target all $block
  add_files -norecurse [make_wrapper -files $block -top]
  set_property top vta_system_wrapper [current_fileset]
  update_compile_order -fileset sources_1
  synth_design -top vta_system_wrapper -part $part
}

proc vta::implement {mhz out} {
  opt_design
  place_design
  phys_opt_design
  route_design
  write_checkpoint -force [file join $out routed.dcp]
  set report [file join $out timing.rpt]
  report_timing_summary -file $report
  report_utilization -hierarchical -file [file join $out utilization.rpt]
  check_timing {setup hold} $mhz $report
}

# The driver refuses bitstreams without a CRC, and wants a description beside them.
proc vta::write_results {options out} {
  variable register_base
  variable register_span
  set new [file join $out new]
  file delete -force $new
  file mkdir $new
  set_property BITSTREAM.GENERAL.CRC ENABLE [current_design]
  write_bitstream -force [file join $new vta.bit]
  set port [dict get $options port]
  python [list hw/fpga/sidecar.py --bitstream [file join $new vta.bit] \
              --config [dict get $options config] --clock-mhz [dict get $options clock-mhz] \
              --base $register_base --span $register_span --interrupt 0 --port $port \
              --coherent [dict get [port_names $port] coherent]]
  foreach name {vta.bit vta.json} {
    file rename -force [file join $new $name] [file join $out $name]
  }
  file delete -force $new
}

proc vta::build {arguments} {
  variable root
  variable boards
  set options [options $arguments [dict create board pynq-z1 \
      config [file join $root hw config pynq.json] port hp clock-mhz 100 out {} until bitstream]]
  set board [dict get $options board]
  set mhz [dict get $options clock-mhz]
  one_of board $board [dict keys $boards]
  one_of port [dict get $options port] {hp acp}
  one_of "end of --until" [dict get $options until] {design bitstream}
  check_clock $mhz
  check_version
  set out [dict get $options out]
  if {$out eq ""} { set out [file join $root build fpga $board] }
  set out [make_folder $out]

  set design [prepare [dict get $options config] $out]
  if {[dict get $design bus_width] != 64} {
    fail "the geometry [dict get $options config] has a memory bus of\
          [dict get $design bus_width] bits; the port of a Zynq-7000 has 64"
  }
  set part [dict get $boards $board part]
  make_project $part $out $design
  block_design vta_system $board [dict get $options port] $mhz $design
  if {[dict get $options until] eq "design"} {
    puts "the block design is in [file join $out project vta.xpr]"
    return
  }
  make_netlist $part
  implement $mhz $out
  write_results $options $out
  puts "wrote [file join $out vta.bit] and [file join $out vta.json]"
}

vta::main build.tcl { vta::build $::argv }
