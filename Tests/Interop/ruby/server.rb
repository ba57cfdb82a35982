# Runs the official Ruby test server, as it comes with Debian's ruby-grpc, on a free port of the
# loopback interface, and says which.
#   ruby server.rb TLS

require 'grpc'

$stdout.sync = true

# The server asks for all interfaces and says nothing of its port.
module OnLoopback
  def add_http2_port(_address, credentials)
    super('127.0.0.1:0', credentials).tap { |port| puts "listening on #{port}" }
  end
end
GRPC::RpcServer.prepend(OnLoopback)

gem = Gem::Specification.find_by_name('grpc').gem_dir
ARGV.replace(['--port', '0', '--use_tls', ARGV.fetch(0)])
load File.join(gem, 'src/ruby/pb/test/server.rb')
