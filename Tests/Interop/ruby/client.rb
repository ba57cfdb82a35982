# Runs cases of the official Ruby test client, as it comes with Debian's ruby-grpc, in one process.
#   ruby client.rb PORT TLS CASE…      a line for each: "CASE: passed" or "CASE: FAILED, why"

gem = Gem::Specification.find_by_name('grpc').gem_dir
load File.join(gem, 'src/ruby/pb/test/client.rb') # its `main` runs only when it is the program

$stdout.sync = true
RubyLogger::LOGGER.level = Logger::FATAL # a cancelled call warns with a back trace
port, tls, *cases = ARGV

cases.each do |name|
  args = Args.new
  args.server_host, args.server_port, args.test_case = 'localhost', port, name
  args.secure = args.use_test_ca = tls == 'true'
  args.server_host_override = args.secure ? 'foo.test.google.fr' : ''
  begin
    NamedTests.new(create_stub(args), args).method(name).call
    puts "#{name}: passed"
  rescue StandardError => e
    puts "#{name}: FAILED, #{e.class} #{e.message}"
  end
end
